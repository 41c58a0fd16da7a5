"""What a new step must not lack, beside its line in `PIPELINE`."""

import re
from pathlib import Path

from clueso.domain.steps.step_kinds import PIPELINE, Shown

STATUS = Path(__file__).parents[2] / "frontend" / "src" / "logic" / "status.ts"


def test_each_step_in_the_run_has_a_name_on_screen() -> None:
    _, _, rest = STATUS.read_text(encoding="utf-8").partition("export const STEPS")
    named = set(re.findall(r"^  (\w+): \[", rest.partition("\n}\n")[0], flags=re.MULTILINE))

    # Documents name the lines of their own steps; other steps are in the line of `shown_within`.
    shown = {kind for kind in PIPELINE.values() if kind.shown is Shown.IN_RUN and not kind.shown_within}
    assert named == {kind.name for kind in shown if not kind.of_document}


def test_a_step_waits_only_for_kinds_that_stand_above_it() -> None:
    # `first_run` plans the kinds in their order, and leaves out what is not planned yet.
    kinds = list(PIPELINE)

    for place, kind in enumerate(PIPELINE.values()):
        assert set(kind.after or ()) <= set(kinds[:place]), kind.name
