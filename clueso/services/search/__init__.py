"""Search over everything that a user has: matching in the database, ranking, hits."""
