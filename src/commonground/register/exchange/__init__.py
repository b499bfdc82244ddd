"""The register to spreadsheets and exchange formats, and from them the changes that people ask for."""
