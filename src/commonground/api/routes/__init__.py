"""The routes, one module per subject; each reads tables or calls one workflow."""
