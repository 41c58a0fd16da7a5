"""How long ten hours take wherever the API and the jobs touch them: figures, never a test."""
