"""Notifications: people hear that a recording of theirs is ready."""
