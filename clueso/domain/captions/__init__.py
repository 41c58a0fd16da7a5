"""Captions: divides sentences into cues that can be read in time."""
