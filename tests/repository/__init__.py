"""Rules for the whole repository: what its files, patterns, pages and recipes must be like."""
