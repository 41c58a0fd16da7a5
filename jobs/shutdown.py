"""A shutdown request that long waits can wait for."""

import os
import select
import weakref


class Shutdown:
    """A request that a signal handler sets and the working threads read.

    It uses no lock. A signal handler runs between any two instructions of the main thread, which may hold a
    lock, and a second signal can interrupt the first one's handler.
    """

    def __init__(self) -> None:
        self._is_requested = False
        self._listeners: list[int] = []
        self._readable, self._writable = os.pipe()
        # A signal handler must not block.
        os.set_blocking(self._writable, False)
        for end in (self._readable, self._writable):
            weakref.finalize(self, os.close, end)

    @property
    def is_requested(self) -> bool:
        return self._is_requested

    def request(self) -> None:
        """Request the shutdown. Safe in a signal handler, and safe to call again."""
        if self._is_requested:
            return
        self._is_requested = True
        for descriptor in (self._writable, *self._listeners):
            os.write(descriptor, b"!")

    def wait(self, timeout_s: float) -> bool:
        """Wait for the request. Return whether it came within the time. Any number of threads may wait,
        because no thread reads the byte.
        """
        wish = select.poll()  # `select` rejects descriptors from 1,024 on
        wish.register(self._readable, select.POLLIN)
        wish.poll(timeout_s * 1000)
        return self._is_requested

    def listen(self, descriptor: int) -> None:
        """Write a byte to `descriptor` when the shutdown is requested; at once if it already was."""
        # Added before the check: a request between the two lines then wakes the listener too.
        self._listeners.append(descriptor)
        if self.is_requested:
            os.write(descriptor, b"!")

    def ignore(self, descriptor: int) -> None:
        self._listeners.remove(descriptor)
