"""Users: their accounts, and what leaves with them."""
