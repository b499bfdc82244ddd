"""Source bytes to `Document` values with located passages: one module per format, hardened against hostile files.

Input: files, folders, zip and gzip files. Output: `Document` or `Refusal` values, in order, as iterators.
`reading` is the door; `kind` decides what a file is by its content; `limits` holds every setting; `draft` is where
all readers put their passages. Exceptions of format libraries end in the module that calls them, as `UnreadableFile`.
May import `commonground.domain`, `commonground.errors` and the format libraries.
"""
