"""Removes secrets from the environment of this process."""

import ctypes
import os
from collections.abc import Iterable


def forget(names: Iterable[str]) -> None:
    """Remove variables from the environment and overwrite their values. Call it before any thread starts.

    `/proc/<pid>/environ`, which every process of the same user can read, shows the memory in which the kernel
    passed the variables. `del os.environ[name]` alone does not change it.
    """
    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_void_p
    for name in set(names) & os.environ.keys():
        value = library.getenv(name.encode())
        ctypes.memset(value, 0, len(os.environb[name.encode()]))
        del os.environ[name]
