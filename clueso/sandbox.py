"""The sandbox of a child that reads untrusted data: bubblewrap (bwrap), where it works."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from clueso.child import environment
from clueso.confinement import LIBRARY, is_filter_known

PACKAGE = Path(__file__).parent
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives")
TRIAL_S = 30
TMP_BYTES = 64 * 1024**2
"""Size of /tmp, which is in memory. Our own code does not need it, but a library may."""
MAX_THREADS = 1024
"""Far more threads than the libraries start on a large machine (one for each core and kind of work)."""

log = logging.getLogger(__name__)


def wrapper(*, reads: Sequence[Path] = (), writes: Sequence[Path] = ()) -> list[str]:
    """Return the bwrap command that precedes a child's own command.

    The child has no network and can create no namespaces. It sees only the interpreter, this package,
    `reads`, and `writes`, which it may change.
    """
    command = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns"]
    command += ["--die-with-parent", "--cap-drop", "ALL", "--chdir", "/"]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(TMP_BYTES), "--tmpfs", "/tmp"]
    for folder in [*SYSTEM, *_interpreter()]:
        # Not every machine has all of them.
        command += ["--ro-bind-try", folder, folder]
    for path in writes:
        command += ["--bind", str(path), str(path)]
    for path in (PACKAGE, *reads):
        command += ["--ro-bind", str(path), str(path)]
    # If the worker runs as root, the child could change kernel settings in /proc/sys. The other two, with /dev/shm,
    # are file systems in memory without a size limit.
    return [*command, "--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"]


def works() -> bool:
    """Return whether bwrap works here. Logs the reason if not."""
    reason = hindrance()
    if reason:
        log.warning("Child processes run with resource limits but without a sandbox: %s.", reason)
    return not reason


def hindrance() -> str | None:
    """Return why bwrap does not work here, None if it does. It tries to start the interpreter in it."""
    if reason := unfiltered():
        return reason
    trial = [*wrapper(), sys.executable, "-c", "import av, clueso.child"]
    try:
        subprocess.run(trial, check=True, capture_output=True, env=environment(), timeout=TRIAL_S)
    except FileNotFoundError:
        return "bwrap is not installed"
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.decode(errors="replace").split())
        return reason or f"exit status {error.returncode}"
    except subprocess.TimeoutExpired:
        return f"bwrap did not answer within {TRIAL_S} s"
    return None


def unfiltered() -> str | None:
    """Return why a child's system calls cannot be filtered here, or None if they can."""
    if is_filter_known():
        return None
    return f"{LIBRARY} is missing, which filters system calls (Debian's package libseccomp2)"


def _interpreter() -> list[str]:
    real = Path(sys.executable).resolve().parent.parent
    return list(dict.fromkeys(str(path) for path in (sys.prefix, sys.base_prefix, real)))
