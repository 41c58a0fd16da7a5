"""Search: words and their stems, queries, passages, ranking, and the snippets of hits."""
