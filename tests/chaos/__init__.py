"""Chaos tests (`make chaos`): a whole stack under faults, and the conditions that it must keep."""
