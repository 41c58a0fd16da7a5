"""What operators see and do: the board, the janitor, the installation's marker."""
