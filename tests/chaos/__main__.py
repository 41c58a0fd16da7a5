"""`python -m tests.chaos`: first the crash points, then the faults, a fifth of them with several queues per process;
status 1 when a figure is broken.

SEED= FAULTS= PROJECTS= come from the environment; CHAOS_LOG= keeps the lines of every process.
"""

import os
import random
import sys
import time

from tests.chaos.figures import Figures
from tests.chaos.fleet import SMALL
from tests.chaos.points import crash_everywhere
from tests.chaos.recovery import judge_minutes
from tests.chaos.run import Plan, run

FAULTS, PROJECTS_PER_FAULT = 400, 0.3
PAUSE_S = 2.0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    seed = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    faults = int(os.environ.get("FAULTS") or FAULTS)
    usual = max(6, round(faults * PROJECTS_PER_FAULT))
    projects = int(os.environ.get("PROJECTS") or usual)
    begun = time.monotonic()
    say("every crash point once")
    broken = crash_everywhere(say)
    say(
        f"seed {seed}: {projects} projects under {faults} faults (SEED={seed} FAULTS={faults} plays it again)"
    )
    between_s = 0.9 * faults * PAUSE_S / projects
    few = faults // 5, max(4, projects // 5)
    broken += run(Plan(seed, projects - few[1], faults - few[0], PAUSE_S, between_s), say)
    say("the same with several queues per process")
    broken += run(Plan(seed, few[1], few[0], PAUSE_S, between_s, SMALL), say)
    figures = Figures()
    minutes = (time.monotonic() - begun) / 60
    judge_minutes(figures, minutes, is_usual=faults <= FAULTS and projects <= usual)
    figures.say_all(say)
    broken += figures.broken
    say(f"broken: {', '.join(broken)}" if broken else "every figure holds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
