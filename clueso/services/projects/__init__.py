"""Projects: creating, listing, changing, deleting and purging them, and who owns them."""
