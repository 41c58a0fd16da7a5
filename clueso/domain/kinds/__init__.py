"""The kinds of documents, one file each. `DocumentKind` (clueso/domain/documents.py) lists them."""
