"""Limits and a system call filter that a child applies to itself before it reads untrusted data.

The filter comes from libseccomp, the reference library, through ctypes: it knows the call numbers of each
architecture. It works with and without `bwrap`. Afterwards the child can start no program or process and open
no socket.
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
"""The attribute that applies the filter to already running threads too."""
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
"""System calls that neither a decoder nor a typesetter needs: processes and programs, sockets, memory outside
the address space (which RLIMIT_AS would not count), and kernel interfaces that Docker and Flatpak block
too.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Resource limits of a child.

    `threads` (RLIMIT_NPROC) counts all tasks of the user, so it is set only inside a user namespace, else
    None. It does not limit root.
    """

    memory_bytes: int
    file_bytes: int
    cpu_s: int
    open_files: int = 256
    threads: int | None = None

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(**data)


def confine(limits: Limits) -> None:
    """Apply the limits, and give up processes, programs and sockets. This cannot be undone."""
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
    """Return whether libseccomp is installed. Debian and Ubuntu always have it, because apt needs it."""
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
        if number == -1:  # this libseccomp is older than the system call
            return
        array = (_Condition * len(conditions))(*conditions)
        _check(library.seccomp_rule_add_array(context, ctypes.c_uint32(action), number, len(array), array))

    for name in DENIED:
        add(DENY, name)
    add(UNKNOWN, "clone3")  # a filter cannot see its flags; after ENOSYS the C library calls clone instead
    # Threads are allowed, processes are not.
    add(DENY, "clone", _Condition(0, MASKED_EQUAL, CLONE_THREAD, 0))
    # A process may signal its own threads, as abort() does.
    add(DENY, "tgkill", _Condition(0, NOT_EQUAL, os.getpid(), 0))
    # With 0, prlimit64 changes this process only, which `confine` still needs below.
    add(DENY, "prlimit64", _Condition(0, NOT_EQUAL, 0, 0))
    _check(library.seccomp_load(context))
    library.seccomp_release(context)


def _check(result: int) -> None:
    if result < 0:
        raise OSError(-result, f"the filter of system calls: {os.strerror(-result)}")


def _lower(kind: int, value: int) -> None:
    """Lower a limit, but never raise one that was inherited: the operator may have set a lower one."""
    inherited = [limit for limit in resource.getrlimit(kind) if limit != resource.RLIM_INFINITY]
    ceiling = min([value, *inherited])
    resource.setrlimit(kind, (ceiling, ceiling))
