"""What a child does to itself before it reads what nobody trusts: limits, and a filter of system calls.

The filter is libseccomp's, the reference library, called through ctypes: it knows the numbers of each
machine. It holds inside `bwrap` and without it, and from here on there is no other program, process or socket.
"""

import ctypes
import errno
import os
import resource
from dataclasses import asdict, dataclass
from functools import cache
from typing import Self

from clueso.child import Json

LIBRARY = "libseccomp.so.2"
ALLOW, DENY, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
TSYNC = 4
"""The attribute by which the filter also holds for threads that run already."""
NOT_EQUAL, MASKED_EQUAL = 1, 7
CLONE_THREAD = 0x00010000
DENIED = (
    *("fork", "vfork", "execve", "execveat"),
    *("socket", "socketpair", "io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open", "pidfd_getfd"),
    *("pidfd_send_signal", "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"),
    *("perf_event_open", "bpf", "userfaultfd", "add_key", "request_key", "keyctl", "memfd_secret"),
    *("unshare", "setns", "chroot", "pivot_root", "mount", "umount2", "mount_setattr", "move_mount"),
    *("open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "name_to_handle_at", "open_by_handle_at"),
    *("mknod", "mknodat", "fanotify_init", "quotactl", "quotactl_fd", "acct", "swapon", "swapoff"),
    *("init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot"),
    *("iopl", "ioperm", "modify_ldt", "personality", "syslog", "uselib", "migrate_pages", "move_pages"),
    *("memfd_create", "shmget", "shmat", "msgget", "msgsnd", "semget", "mq_open"),
    *("sethostname", "setdomainname", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex"),
)
"""What neither a decoder nor a typesetter needs: other processes and programs, sockets, memory that outlives its
address and so the limit on it, and the doors into the kernel that Docker and Flatpak close too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may take. `threads` counts all of its user's tasks, so that it is set only in a user
    namespace of its own (None elsewhere); root is not held by it."""

    memory_bytes: int
    file_bytes: int
    cpu_s: int
    open_files: int = 256
    threads: int | None = None

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Json) -> Self:
        return cls(**told)


def confine(limits: Limits) -> None:
    """Take the limits, and give up other processes, programs and sockets. There is no way back."""
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_CPU, limits.cpu_s)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    if limits.threads is not None:
        _lower(resource.RLIMIT_NPROC, limits.threads)
    if is_filter_known():
        _filter_calls()
    _lower(resource.RLIMIT_AS, limits.memory_bytes)


@cache
def is_filter_known() -> bool:
    """Whether libseccomp is here. Debian and Ubuntu always have it, since apt needs it."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        return False
    return True


class _Condition(ctypes.Structure):
    """libseccomp's `scmp_arg_cmp`."""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


def _filter_calls() -> None:
    library = ctypes.CDLL(LIBRARY)
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(ALLOW)))
    _check(library.seccomp_attr_set(context, TSYNC, 1))

    def add(action: int, name: str, *conditions: _Condition) -> None:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number == -1:  # newer than this library
            return
        told = (_Condition * len(conditions))(*conditions)
        _check(library.seccomp_rule_add_array(context, ctypes.c_uint32(action), number, len(told), told))

    for name in DENIED:
        add(DENY, name)
    add(UNKNOWN, "clone3")  # its flags cannot be seen here; the C library then asks for clone
    add(DENY, "clone", _Condition(0, MASKED_EQUAL, CLONE_THREAD, 0))
    add(DENY, "tgkill", _Condition(0, NOT_EQUAL, os.getpid(), 0))
    add(DENY, "prlimit64", _Condition(0, NOT_EQUAL, 0, 0))
    _check(library.seccomp_load(context))
    library.seccomp_release(context)


def _check(result: int) -> None:
    if result < 0:
        raise OSError(-result, f"the filter of system calls: {os.strerror(-result)}")


def _lower(kind: int, value: int) -> None:
    """Never higher than what was inherited: whoever started this worker may have set less."""
    inherited = [limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY]
    ceiling = min([value, *inherited])
    resource.setrlimit(kind, (ceiling, ceiling))
