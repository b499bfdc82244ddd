"""Find who else works on a subject: an index on disk, its search, and results rolled up to groups and Sectors."""
