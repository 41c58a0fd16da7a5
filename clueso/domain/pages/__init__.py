"""Documents and transcripts as pages that renderers and exports draw."""
