"""What a child can do that was taken over by what it reads: each layer by itself, then both."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from clueso import sandbox
from clueso.child import environment
from clueso.confinement import Limits
from tests.recorded import write
from tests.sandbox_probes import BWRAP, FILTER, PREAMBLE, PROBES, Probe

LIMITS = Limits(memory_bytes=1 << 30, file_bytes=8 << 20, cpu_s=20, threads=200)
CONFINE = "from clueso.confinement import Limits, confine; confine(Limits.from_json({limits}))\n"
ROWS = [(probe, layers) for probe in PROBES for layers in ([layer] for layer in probe.layers)]
ROWS += [(probe, [BWRAP, FILTER]) for probe in PROBES if "filtered" not in probe.name]


def tried(probe: Probe, layers: list[str], folder: Path) -> str:
    own, other = write(folder / "own", b"own"), write(folder / "other", b"other")
    into = folder / "into"
    into.mkdir()
    code = PREAMBLE
    if FILTER in layers:
        code += CONFINE.format(limits=json.dumps(LIMITS.to_json()))
    code += probe.code.replace("{own}", str(own)).replace("{other}", str(other))
    code = code.replace("{into}", str(into)).replace("{parent}", str(os.getpid()))
    wrapper = sandbox.wrapper(reads=[own], writes=[into]) if BWRAP in layers else []
    command = [*wrapper, sys.executable, "-c", code]
    return subprocess.run(
        command, env=environment(), capture_output=True, text=True, timeout=60, check=False
    ).stdout


@pytest.mark.skipif(not sandbox.works(), reason="bwrap does not work here")
@pytest.mark.parametrize(
    ("probe", "layers"), ROWS, ids=[f"{probe.name}: {' and '.join(layers)}" for probe, layers in ROWS]
)
def test_a_child_that_was_taken_over_gets_nowhere(probe: Probe, layers: list[str], tmp_path: Path) -> None:
    assert re.search(probe.told, tried(probe, layers, tmp_path))
