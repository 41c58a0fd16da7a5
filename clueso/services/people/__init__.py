"""Users: their accounts, and the removal of their data."""
