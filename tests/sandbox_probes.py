"""A table of attacks by a compromised decoder: code, and the line that it prints."""

from dataclasses import dataclass

BWRAP, FILTER = "bwrap", "filter"
"""The two layers: bubblewrap, and the filter that a process sets for itself (`clueso.confinement`)."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Python code that prints its result, the pattern of that line, and the layers that each ensure it alone.

    In the code, `{own}` is the file to read, `{into}` the folder to write, `{other}` a file beside them, and
    `{parent}` the process that started the child.
    """

    name: str
    code: str
    told: str
    layers: tuple[str, ...]


PREAMBLE = """
import ctypes, os, resource, socket, subprocess, sys, threading
def attempt(act, *arguments):
    try:
        print("done", act(*arguments))
    except BaseException as error:
        print(type(error).__name__, getattr(error, "strerror", "") or error)
kernel = ctypes.CDLL(None, use_errno=True)
numbers = ctypes.CDLL("libseccomp.so.2")
def call(name, *arguments):
    number = numbers.seccomp_syscall_resolve_name(name.encode())
    result = kernel.syscall(number, *[ctypes.c_long(argument) for argument in arguments])
    print("done" if result >= 0 else os.strerror(ctypes.get_errno()))
def write(path, size=1):
    with open(path, "wb") as file:
        for _ in range(0, size, 1 << 20):
            file.write(b"x" * min(size, 1 << 20))
def many(act, most):
    kept = []
    try:
        for _ in range(most):
            kept.append(act())
        print("endless")
    except BaseException as error:
        print(type(error).__name__, getattr(error, "strerror", "") or error)
    sys.stdout.flush()
    os._exit(0)
def thread():
    thread = threading.Thread(target=threading.Event().wait, daemon=True)
    thread.start()
    return thread
"""

NOT_PERMITTED = r"Operation not permitted"
REFUSED = rf"PermissionError {NOT_PERMITTED}"
ABSENT = r"FileNotFoundError No such file"
READ_ONLY = r"OSError Read-only file system"

PROBES = (
    # Processes and programs
    Probe("a fork", "attempt(os.fork)", REFUSED, (FILTER,)),
    Probe("a fork bomb", "many(os.fork, 100_000)", REFUSED, (FILTER,)),
    Probe("a program", "attempt(subprocess.run, ['/bin/true'])", REFUSED, (FILTER,)),
    Probe("a program in our place", "attempt(os.execv, '/bin/true', ['true'])", REFUSED, (FILTER,)),
    Probe("a raw clone", "call('clone', 17, 0, 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("clone3, whose flags nobody sees", "call('clone3', 0, 0)", r"Function not implemented", (FILTER,)),
    Probe("endless threads", "many(thread, 100_000)", r"RuntimeError can't start new thread", (FILTER,)),
    Probe(
        "a thread", "t = thread(); print('one more' if t.is_alive() else 'none')", "one more", (FILTER, BWRAP)
    ),
    # Namespaces and mounts
    Probe(
        "a user namespace",
        "call('unshare', 0x10000000)",
        rf"No space left on device|{NOT_PERMITTED}",
        (BWRAP,),
    ),
    Probe("a user namespace, filtered", "call('unshare', 0x10000000)", NOT_PERMITTED, (FILTER,)),
    Probe("a user namespace by clone", "call('clone', 0x10000011, 0, 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("another's namespace", "call('setns', 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("a mount", "call('mount', 0, 0, 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("another root", "attempt(os.chroot, '/tmp')", REFUSED, (BWRAP, FILTER)),
    Probe(
        "a device", "attempt(os.mknod, '/tmp/disk', 0o60600, os.makedev(254, 0))", REFUSED, (BWRAP, FILTER)
    ),
    Probe("another host name", "attempt(socket.sethostname, 'x')", REFUSED, (BWRAP, FILTER)),
    # Other processes
    Probe(
        "tracing its parent",
        "call('ptrace', 16, {parent}, 0, 0)",
        rf"No such process|{NOT_PERMITTED}",
        (BWRAP,),
    ),
    Probe("tracing its parent, filtered", "call('ptrace', 16, {parent}, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe(
        "its parent's memory", "call('process_vm_readv', {parent}, 0, 0, 0, 0, 0)", NOT_PERMITTED, (FILTER,)
    ),
    Probe("its parent's environment", "attempt(open, '/proc/{parent}/environ')", ABSENT, (BWRAP,)),
    Probe(
        "all processes",
        "print(max(int(n) for n in os.listdir('/proc') if n.isdigit()) < 10)",
        "True",
        (BWRAP,),
    ),
    Probe("killing its parent", "attempt(os.kill, {parent}, 0)", rf"ProcessLookupError|{REFUSED}", (BWRAP,)),
    Probe("killing its parent, filtered", "attempt(os.kill, {parent}, 0)", REFUSED, (FILTER,)),
    Probe("killing a thread elsewhere", "call('tgkill', {parent}, {parent}, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("its parent's limits", "attempt(resource.prlimit, {parent}, 7, (9, 9))", REFUSED, (FILTER,)),
    Probe("a handle to its parent", "attempt(os.pidfd_open, {parent})", REFUSED, (FILTER,)),
    # The kernel's side doors
    Probe("bpf", "call('bpf', 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("io_uring", "call('io_uring_setup', 1, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("userfaultfd", "call('userfaultfd', 0)", NOT_PERMITTED, (FILTER,)),
    Probe("perf", "call('perf_event_open', 0, 0, 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("keys", "call('keyctl', 0, -3, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("a module", "call('init_module', 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("the log of the kernel", "call('syslog', 3, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("a file by its handle", "call('open_by_handle_at', 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    # The network
    Probe("a socket", "attempt(socket.socket)", REFUSED, (FILTER,)),
    Probe("a local socket", "attempt(socket.socket, socket.AF_UNIX)", REFUSED, (FILTER,)),
    Probe(
        "interfaces", "attempt(socket.if_nameindex)", rf"done \[\(\d+, 'lo'\)\]$|{NOT_PERMITTED}", (BWRAP,)
    ),
    # Files
    Probe("/etc/passwd", "attempt(open, '/etc/passwd')", ABSENT, (BWRAP,)),
    Probe("/root", "attempt(os.listdir, '/root')", rf"{ABSENT}|PermissionError|done \['\.pyenv'\]", (BWRAP,)),
    Probe("a file beside its own", "attempt(open, '{other}')", ABSENT, (BWRAP,)),
    Probe("its own file", "print(open('{own}').read())", "own", (BWRAP, FILTER)),
    Probe("its own file, to write", "attempt(open, '{own}', 'w')", READ_ONLY, (BWRAP,)),
    Probe("its folder", "attempt(write, '{into}/x')", "done", (BWRAP, FILTER)),
    Probe("a program of this machine, to write", "attempt(write, '/usr/bin/x')", READ_ONLY, (BWRAP,)),
    Probe("the root, to write", "attempt(write, '/x')", READ_ONLY, (BWRAP,)),
    Probe("/dev/shm, to write", "attempt(write, '/dev/shm/x')", READ_ONLY, (BWRAP,)),
    Probe(
        "the kernel's settings",
        "print(os.access('/proc/sys/kernel/core_pattern', os.W_OK))",
        "False",
        (BWRAP,),
    ),
    Probe("its own settings in /proc", "attempt(open, '/proc/self/oom_score_adj', 'w')", READ_ONLY, (BWRAP,)),
    Probe("/tmp", "attempt(write, '/tmp/x')", "done", (BWRAP,)),
    Probe(
        "a big /tmp",
        "attempt(write, '/tmp/x', 70 << 20)",
        r"No space left on device|File too large",
        (BWRAP,),
    ),
    Probe(
        "a file beyond its limit", "attempt(write, '{into}/x', 9 << 20)", r"OSError File too large", (FILTER,)
    ),
    # Resources
    Probe(
        "many open files",
        "many(lambda: open('/dev/null'), 100_000)",
        r"OSError Too many open files",
        (FILTER,),
    ),
    Probe(
        "more open files again",
        "attempt(resource.setrlimit, 7, (1 << 20, 1 << 20))",
        r"ValueError|Permission",
        (BWRAP,),
    ),
    Probe("memory", "attempt(bytearray, 2 << 30)", r"MemoryError", (FILTER,)),
    Probe("memory in a file without a name", "attempt(os.memfd_create, 'x')", REFUSED, (FILTER,)),
    Probe("memory that is shared", "call('shmget', 0, 1 << 20, 0o1600)", NOT_PERMITTED, (FILTER,)),
    Probe("messages in the kernel", "call('msgget', 0, 0o1600)", NOT_PERMITTED, (FILTER,)),
    Probe("messages by name", "call('mq_open', 0, 0, 0, 0)", NOT_PERMITTED, (FILTER,)),
    Probe("a core dump", "print(resource.getrlimit(resource.RLIMIT_CORE))", r"\(0, 0\)", (FILTER,)),
)
