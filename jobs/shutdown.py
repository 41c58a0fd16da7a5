"""A worker's wish to stop, as something that a long wait can wait on."""

import os
import threading


class Shutdown:
    """Set once by a signal handler, seen by whoever works."""

    def __init__(self) -> None:
        self._requested = threading.Event()
        self._listeners: list[int] = []

    @property
    def is_requested(self) -> bool:
        return self._requested.is_set()

    def request(self) -> None:
        """Safe in a signal handler, and safe to call again."""
        self._requested.set()
        for descriptor in tuple(self._listeners):
            os.write(descriptor, b"!")

    def wait(self, timeout_s: float) -> bool:
        """Whether the wish came within the time."""
        return self._requested.wait(timeout_s)

    def listen(self, descriptor: int) -> None:
        """Have a byte written to `descriptor` when the wish comes (at once if it has)."""
        self._listeners.append(descriptor)
        if self.is_requested:
            os.write(descriptor, b"!")

    def ignore(self, descriptor: int) -> None:
        self._listeners.remove(descriptor)
