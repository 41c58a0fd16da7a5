"""The verdict on paid calls, and on their documents."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.chaos.faults import Kill
from tests.chaos.figures import Figures

SLACK_S = 1.0
"""Between the moment at which a worker was killed and what the model noted of its call."""
LOSSES_EXCUSED = 2
"""Three lost calls fail a document; one of them may be lost on its way to the model, which notes nothing."""

Row = dict[str, Any]
Call = tuple[str, str, str]
"""What is paid for once: wish, kind, part."""
Named = tuple[str, str]
"""A document: the wish of its project, its kind."""


@dataclass(frozen=True, slots=True)
class Paid:
    """The model's own account: its charges, and the documents of the calls that it refused with a 400."""

    charges: Sequence[Row]
    refused: Collection[Named] = ()

    @property
    def calls(self) -> Mapping[Call, Sequence[Row]]:
        calls: dict[Call, list[Row]] = {}
        for charge in self.charges:
            calls.setdefault((charge["wish"], charge["kind"], charge["part"]), []).append(charge)
        return calls

    def losses(self, kills: Sequence[Kill]) -> dict[Call, int]:
        """How many answers each call lost: in the model, or because a kill hit it."""
        in_flight = _in_flight(self.charges, kills)
        return {
            call: sum(charge["is_lost"] or id(charge) in in_flight for charge in made)
            for call, made in self.calls.items()
        }


def judge_charges(figures: Figures, paid: Paid, kills: Sequence[Kill]) -> None:
    """At most one charge for each call, and one more for each lost answer and each kill that hit it."""
    calls, losses = paid.calls, paid.losses(kills)
    excess = {call: made for call, made in calls.items() if len(made) > 1 + losses[call]}
    figures.must_be("calls charged too often", len(excess), 0, shown=(excess, kills) if excess else "")
    figures.tell("calls charged again after a fault", sum(len(made) > 1 for made in calls.values()))
    keys = Counter(charge["key"] for charge in paid.charges)
    figures.tell("charges / calls / keys", f"{len(paid.charges)} / {len(calls)} / {len(keys)}")
    figures.tell("charges per call", dict(sorted(Counter(len(made) for made in calls.values()).items())))
    twice = [call for call, made in calls.items() if len({charge["key"] for charge in made}) > 1]
    figures.must_be("calls whose key changed", len(twice), 0, shown=twice[:3])


def judge_documents(
    figures: Figures, wanted: Collection[Named], documents: Sequence[Row], paid: Paid, kills: Sequence[Kill]
) -> None:
    """Of the projects that ended ready: every document that was wanted is there, was paid for, and is
    ready, unless the model refused it or its calls were lost three times. `documents` have `wish`, `kind`
    and `status`."""
    status = {(row["wish"], row["kind"]): row["status"] for row in documents}
    missing = sorted(set(wanted) - set(status))
    figures.must_be("documents that were wanted and are not there", len(missing), 0, shown=missing[:3])
    figures.must_be("documents wanted, and not one charge", bool(wanted) and not paid.charges, False)
    figures.tell("documents", dict(Counter(status.values())))
    open_ = [named for named, what in status.items() if what not in ("ready", "failed")]
    figures.must_be("documents neither ready nor failed", len(open_), 0, shown=open_[:3])
    charged = {(wish, kind) for wish, kind, _ in paid.calls}
    free = [named for named, what in status.items() if what == "ready" and named not in charged]
    figures.must_be("documents written without a charge", len(free), 0, shown=free[:3])
    excused = set(paid.refused)
    excused |= {call[:2] for call, lost in paid.losses(kills).items() if lost >= LOSSES_EXCUSED}
    failed = [named for named, what in status.items() if what == "failed" and named not in excused]
    figures.must_be("documents that failed without a reason", len(failed), 0, shown=failed[:5])


def _in_flight(charges: Sequence[Row], kills: Sequence[Kill]) -> set[int]:
    """Which charges (by `id`) a kill may have cost their answer: for each of its connections the last call
    that had begun, since a connection carries one at a time."""
    found = set()
    for kill in kills:
        for port in kill.ports:
            begun = [
                charge
                for charge in charges
                if charge["port"] == port and charge["begun_at"] <= kill.at + SLACK_S
            ]
            if begun:
                found.add(id(max(begun, key=lambda charge: charge["begun_at"])))
    return found
