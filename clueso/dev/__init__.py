"""What development needs and production has elsewhere: the runner, sign-in, objects on disk."""
