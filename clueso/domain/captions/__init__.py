"""Captions: how sentences are divided into cues that can be read in time."""
