"""Taking secrets out of the environment of this process."""

import ctypes
import os
from collections.abc import Iterable


def forget(names: Iterable[str]) -> None:
    """Remove variables, and overwrite what the kernel keeps of them: `/proc/<pid>/environ`, which every process of
    the same user can read, shows the memory in which this process was given them. Call it before threads."""
    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_void_p
    for name in set(names) & os.environ.keys():
        value = library.getenv(name.encode())
        ctypes.memset(value, 0, len(os.environb[name.encode()]))
        del os.environ[name]
