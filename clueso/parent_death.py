"""A signal from the kernel when the parent of this process dies (prctl(2))."""

import ctypes

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)  # loaded here, because nothing may be loaded between fork and exec


def ask_for_signal(number: int) -> None:
    """Have the kernel send this signal to this process when the thread that started it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, number)
