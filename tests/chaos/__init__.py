"""Chaos: a whole stack under faults, and what must hold whatever happened (`make chaos`)."""
