"""What a writer claims, compared with what was said."""
