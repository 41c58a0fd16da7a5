"""Pages written as HTML, Word and PDF files."""
