"""A worker's wish to stop, as something that a long wait can wait on."""

import os
import select
import weakref


class Shutdown:
    """Set by a signal handler, seen by whoever works. It holds no lock: a handler runs between any two
    instructions of the thread that may be holding one, and a second signal within the first's handler."""

    def __init__(self) -> None:
        self._is_requested = False
        self._listeners: list[int] = []
        self._readable, self._writable = os.pipe()
        os.set_blocking(self._writable, False)
        for end in (self._readable, self._writable):
            weakref.finalize(self, os.close, end)

    @property
    def is_requested(self) -> bool:
        return self._is_requested

    def request(self) -> None:
        """Safe in a signal handler, and safe to call again."""
        if self._is_requested:
            return
        self._is_requested = True
        for descriptor in (self._writable, *self._listeners):
            os.write(descriptor, b"!")

    def wait(self, timeout_s: float) -> bool:
        """Whether the wish came within the time. Any number of threads may wait: nobody reads the byte."""
        wish = select.poll()  # `select` refuses descriptors from 1,024 on
        wish.register(self._readable, select.POLLIN)
        wish.poll(timeout_s * 1000)
        return self._is_requested

    def listen(self, descriptor: int) -> None:
        """Have a byte written to `descriptor` when the wish comes (at once if it has)."""
        self._listeners.append(descriptor)
        if self.is_requested:
            os.write(descriptor, b"!")

    def ignore(self, descriptor: int) -> None:
        self._listeners.remove(descriptor)
