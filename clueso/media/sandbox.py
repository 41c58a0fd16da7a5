"""What a media child may see and take: a bubblewrap around it where that works, and an empty environment."""

import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives")
TRIAL_S = 30

log = logging.getLogger(__name__)


def environment() -> dict[str, str]:
    """All that the child learns from its environment: no setting, no secret."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(PACKAGE.parent),
        "ORT_DISABLE_TELEMETRY": "1",  # else onnxruntime reports to its maker
    }


def wrapper(*, reads: Sequence[Path] = (), writes: Sequence[Path] = ()) -> list[str]:
    """The bwrap command before a child's own: no network, and of the files only the interpreter, this
    package, `reads` and, to change, `writes`."""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--cap-drop", "ALL", "--chdir", "/"]
    command += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for folder in [*SYSTEM, *_interpreter()]:
        command += ["--ro-bind-try", folder, folder]
    for path in writes:
        command += ["--bind", str(path), str(path)]
    for path in (PACKAGE, *reads):
        command += ["--ro-bind", str(path), str(path)]
    return command


def works() -> bool:
    """Whether bwrap can be used here, found out by starting the interpreter in it. Logs why not."""
    trial = [*wrapper(), sys.executable, "-c", "import av, clueso.child"]
    try:
        subprocess.run(trial, check=True, capture_output=True, env=environment(), timeout=TRIAL_S)
    except FileNotFoundError:
        reason = "bwrap is not installed"
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip() or f"exit status {error.returncode}"
    except subprocess.TimeoutExpired:
        reason = f"bwrap did not answer within {TRIAL_S} s"
    else:
        return True
    log.warning("Recordings are read under resource limits but without a sandbox: %s.", reason)
    return False


def _interpreter() -> list[str]:
    real = Path(sys.executable).resolve().parent.parent
    return list(dict.fromkeys(str(path) for path in (sys.prefix, sys.base_prefix, real)))
