"""What a user, a day and the whole installation may use."""
