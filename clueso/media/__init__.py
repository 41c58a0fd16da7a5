"""Reads recordings: what they are, their sound, pictures of the screen. Each file in a child process."""
