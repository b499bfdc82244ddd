"""Which group is responsible for a document: learnt from documents whose groups are known."""
