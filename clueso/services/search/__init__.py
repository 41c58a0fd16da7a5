"""Search over everything that an owner has: matching in the database, ranking, hits."""
