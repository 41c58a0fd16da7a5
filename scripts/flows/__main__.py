"""Measure the guides made from the films of the flows.

python -m scripts.flows [--show] [flow …]

A film is made by a browser that performs a flow of `tests/flows`, and is kept in `out/flows`. It goes through the
pipeline's own classes, with Whisper. `--show` prints each step of the guides as well. The settings of the
pipeline apply (`DATA_DIR`, `WHISPER_MODEL`, …). The exit status is 1 when a figure is beyond its threshold.
"""

import argparse
import sys

from scripts.flows.flow import flows
from scripts.flows.measuring import measured


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.flows")
    parser.add_argument("flows", nargs="*", choices=[[], *flows()])
    parser.add_argument("--show", action="store_true", help="print each step of the guides")
    chosen = parser.parse_args()
    return 0 if measured(chosen.flows, show=chosen.show) else 1


if __name__ == "__main__":
    sys.exit(main())
