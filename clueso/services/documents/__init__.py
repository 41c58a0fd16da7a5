"""Documents: reading, editing, writing again, and their pictures."""
