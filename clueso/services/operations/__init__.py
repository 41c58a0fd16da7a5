"""For operators: the board, the janitor, the installation's marker."""
