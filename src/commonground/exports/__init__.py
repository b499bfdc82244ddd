"""Values to files: functions that return bytes, with no clock and no disk inside; the caller writes them.

Word papers are in `word`, web pages in `page`, spreadsheets in `workbook`, comma-separated text in
`delimited`, JSON in `canonical`, mapping sets in `mappings`, areas as a vocabulary in `vocabulary`.
Every printed form is made from the same values: `paper` (title block, sections) and `table` (cells with
spans), which `matrix_paper`, `area_paper`, `finding_paper`, `mapping_table_paper`, `rollup_paper` and
`draft_paper` fill. Proposed links for other programs are in `suggestions`, the product's own words in
`wording`. May import `domain`, `errors` and format libraries, each in its own module.
"""
