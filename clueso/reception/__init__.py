"""Keeps slow clients away from the threads of a web process: no slow client occupies a thread."""
