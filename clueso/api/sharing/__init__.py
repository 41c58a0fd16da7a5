"""Links: the API that makes them, and their pages for people without an account."""
