"""Projects: creates, lists, changes, deletes and purges them, and checks who owns them."""
