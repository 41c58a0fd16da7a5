"""What a child that reads what nobody trusts may see: a bubblewrap around it where that works."""

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
"""What /tmp holds, in memory. Nothing that we run needs it; a library may."""
MAX_THREADS = 1024
"""Far above what the libraries start on a large machine, one for each core and kind of work."""

log = logging.getLogger(__name__)


def wrapper(*, reads: Sequence[Path] = (), writes: Sequence[Path] = ()) -> list[str]:
    """The bwrap command before a child's own: no network, no further namespaces, and of the files only the
    interpreter, this package, `reads` and, to change, `writes`."""
    command = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns"]
    command += ["--die-with-parent", "--cap-drop", "ALL", "--chdir", "/"]
    command += ["--proc", "/proc", "--dev", "/dev", "--size", str(TMP_BYTES), "--tmpfs", "/tmp"]
    for folder in [*SYSTEM, *_interpreter()]:
        command += ["--ro-bind-try", folder, folder]
    for path in writes:
        command += ["--bind", str(path), str(path)]
    for path in (PACKAGE, *reads):
        command += ["--ro-bind", str(path), str(path)]
    # A root that reads recordings could change the kernel's settings in /proc/sys; the other two are file
    # systems in memory that nothing else bounds, with /dev/shm.
    return [*command, "--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"]


def works() -> bool:
    """Whether bwrap can be used here. Logs why not."""
    reason = hindrance()
    if reason:
        log.warning("Recordings are read and files made under limits but without a sandbox: %s.", reason)
    return not reason


def hindrance() -> str | None:
    """Why bwrap cannot be used here, found out by starting the interpreter in it; None if it can."""
    if reason := unfiltered():
        return reason
    trial = [*wrapper(), sys.executable, "-c", "import av, clueso.child"]
    try:
        subprocess.run(trial, check=True, capture_output=True, env=environment(), timeout=TRIAL_S)
    except FileNotFoundError:
        return "bwrap is not installed"
    except subprocess.CalledProcessError as error:
        told = " ".join(error.stderr.decode(errors="replace").split())
        return told or f"exit status {error.returncode}"
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
