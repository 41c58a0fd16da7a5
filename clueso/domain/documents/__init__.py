"""Documents: their kinds, the parts of their bodies, and what follows from these."""
