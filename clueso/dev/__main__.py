"""`python -m clueso.dev up` runs the stack; `python -m clueso.dev demo FILE` processes one recording."""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from clueso.dev.process import print_line
from clueso.dev.stack import Stack, StackError
from clueso.errors import ConfigError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m clueso.dev", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="the stack, until Ctrl-C")
    up.add_argument("--port", type=int, default=8000)
    up.add_argument("--data-dir", type=Path, default=Path("var"))
    demo = commands.add_parser("demo", help="one recording through a stack of its own")
    demo.add_argument("file", type=Path)
    demo.add_argument("--out", type=Path, default=Path("out"))
    arguments = parser.parse_args()
    try:
        if arguments.command == "up":
            return run_stack(arguments.data_dir, arguments.port)
        from clueso.dev.demo import run_demo

        return run_demo(arguments.file, arguments.out)
    except (StackError, ConfigError) as error:
        print_line("dev", str(error))
        return 1


def run_stack(data_dir: Path, port: int) -> int:
    """Run the stack until SIGINT or SIGTERM. A second signal changes nothing; stopping takes 25 s at most."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    # One of them reads the screens while the other one tells voices apart.
    stack = Stack(data_dir, port=port, environment=os.environ, copies={"media": 2})
    try:
        stack.start()
        print_line("dev", f"Clueso is up at {stack.url} - Ctrl-C stops it")
        while not stopping.wait(0.5):
            stack.watch()
    finally:
        print_line("dev", "stopping: web and workers first, then Redis")
        stack.stop()
        print_line("dev", "stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
