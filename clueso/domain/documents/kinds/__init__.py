"""The kinds of documents, one file each. `DocumentKind` (clueso/domain/documents/documents.py) lists them."""
