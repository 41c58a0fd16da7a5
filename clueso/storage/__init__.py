"""Object storage: an S3 bucket, or a folder behind a small server of its own."""
