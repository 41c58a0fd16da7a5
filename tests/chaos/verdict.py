"""What must hold once the faults are over, as figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from tests.chaos.cluster import Cluster
from tests.chaos.faults import Kill
from tests.chaos.load import Accepted

FINAL = ("ready", "failed", "cancelled")
SLACK_S = 1.0
"""Between the moment at which a worker was killed and what the model noted of its call."""


@dataclass
class Figures:
    """A line each, with what it must be; `broken` names those that are not."""

    lines: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def must_be(self, name: str, value: Any, wanted: Any, *, shown: object = "") -> None:
        mark = "ok" if value == wanted else f"BROKEN, must be {wanted}"
        self.lines.append(f"{name:<46} {value!s:>8}   {mark} {shown or ''}".rstrip())
        if value != wanted:
            self.broken.append(name)

    def tell(self, name: str, value: object) -> None:
        self.lines.append(f"{name:<46} {value!s:>8}")


def judge_projects(figures: Figures, cluster: Cluster, accepted: Sequence[Accepted]) -> None:
    """Accepted = ready + failed with a reason + cancelled + deleted; nothing lost, stuck, or done twice."""
    rows = {row["id"]: row for row in cluster.rows("SELECT id, status, error FROM projects")}
    alive = [made for made in accepted if made.fate != "deleted"]
    count = Counter(rows[made.id]["status"] for made in alive if made.id in rows)
    told = [rows[made.id] for made in alive if made.id in rows and rows[made.id]["status"] == "failed"]
    failed = [row for row in told if row["error"] and row["error"]["title"] and row["error"]["detail"]]
    deleted = [made for made in accepted if made.fate == "deleted"]
    ended = count["ready"] + len(failed) + count["cancelled"] + len(deleted)
    figures.must_be("accepted", len(accepted), ended, shown=f"= {dict(count)}, {len(deleted)} deleted")
    figures.must_be("stuck", sum(n for status, n in count.items() if status not in FINAL), 0)
    figures.must_be("lost", len([made for made in alive if made.id not in rows]), 0)
    figures.must_be("deleted, but still there", len([made for made in deleted if made.id in rows]), 0)
    unexpected = [made.number for made in alive if made.is_media and rows[made.id]["status"] == "failed"]
    figures.must_be("failed though the recording is good", len(unexpected), 0, shown=unexpected)
    figures.tell("reasons", dict(Counter(row["error"]["code"] for row in failed)))
    steps = cluster.rows(
        "SELECT project_id, name, count(*) n FROM audit WHERE status = 'done' GROUP BY 1, 2 HAVING count(*) > 1"
    )
    ready = cluster.rows(
        "SELECT project_id FROM audit WHERE name = 'project' AND status = 'ready' GROUP BY 1 HAVING count(*) > 1"
    )
    figures.must_be("finished twice", len(steps) + len(ready), 0, shown=[row["name"] for row in steps])


def judge_tries(figures: Figures, cluster: Cluster) -> None:
    """The settings let a step be tried for ever, so what it was tried for is looked at here."""
    rows = cluster.rows("SELECT name, errors, crashes, last_error FROM steps")
    told = [row for row in rows if (row["last_error"] or "").startswith("internal:")]
    figures.must_be("steps that met a defect of ours", len(told), 0, shown=told[:3] or "")
    for counter in ("errors", "crashes"):
        most = max(rows, key=lambda row: row[counter], default=None)
        figures.tell(f"most {counter} of one step", f"{most[counter]} ({most['name']})" if most else "none")


def judge_transcripts(figures: Figures, cluster: Cluster, reference: Sequence[tuple[Any, ...]]) -> None:
    """Every segment once, and the same as without faults."""
    duplicates = cluster.rows(
        "SELECT 1 FROM segments GROUP BY project_id, start_ms, end_ms, text HAVING count(*) > 1"
    )
    figures.must_be("duplicate segments", len(duplicates), 0)
    heard: dict[str, list[tuple[Any, ...]]] = {}
    for row in cluster.rows(
        "SELECT p.id, s.start_ms, s.end_ms, s.text FROM projects p LEFT JOIN segments s ON s.project_id = p.id"
        " WHERE p.status = 'ready' ORDER BY p.id, s.position"
    ):
        heard.setdefault(row["id"], []).append((row["start_ms"], row["end_ms"], row["text"]))
    different = [id_ for id_, segments in heard.items() if segments != list(reference)]
    figures.must_be("transcripts unlike the one without faults", len(different), 0, shown=different[:3])
    documents = cluster.rows("SELECT status, count(*) n FROM documents GROUP BY 1")
    figures.tell("documents", {row["status"]: row["n"] for row in documents})
    open_ = cluster.rows(
        "SELECT d.id FROM documents d JOIN projects p ON p.id = d.project_id"
        " WHERE p.status IN ('ready', 'failed', 'cancelled') AND d.status NOT IN ('ready', 'failed')"
    )
    figures.must_be("documents neither ready nor failed", len(open_), 0)


def judge_charges(figures: Figures, charges: Sequence[dict[str, Any]], kills: Sequence[Kill]) -> None:
    """At most one charge for each call, and one more for each lost answer and each kill that hit it."""
    calls: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for charge in charges:
        calls.setdefault((charge["wish"], charge["kind"], charge["part"]), []).append(charge)
    in_flight = _in_flight(charges, kills)
    hits = {
        call: sum(charge["is_lost"] or id(charge) in in_flight for charge in made)
        for call, made in calls.items()
    }
    excess = {call: made for call, made in calls.items() if len(made) > 1 + hits[call]}
    figures.must_be("calls charged too often", len(excess), 0, shown=(excess, kills) if excess else "")
    figures.tell("calls charged again after a fault", sum(len(made) > 1 for made in calls.values()))
    keys = Counter(charge["key"] for charge in charges)
    figures.tell("charges / calls / keys", f"{len(charges)} / {len(calls)} / {len(keys)}")
    figures.tell("charges per call", dict(sorted(Counter(len(made) for made in calls.values()).items())))
    twice = [call for call, made in calls.items() if len({charge["key"] for charge in made}) > 1]
    figures.must_be("calls whose key changed", len(twice), 0, shown=twice[:3])


def _in_flight(charges: Sequence[dict[str, Any]], kills: Sequence[Kill]) -> set[int]:
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


def judge_recovery(figures: Figures, cluster: Cluster, lease_s: float) -> None:
    """From the last sign of life of a lost attempt to its being found, and to its running again."""
    history: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in cluster.rows("SELECT * FROM audit WHERE name <> 'project' ORDER BY at"):
        history.setdefault((row["project_id"], row["name"]), []).append(row)
    found: list[float] = []
    running: list[float] = []
    for rows in history.values():
        for before, row in pairwise(rows):
            if row["status"] == "queued" and (row["crashes"] or 0) > (before["crashes"] or 0):
                since = row["lease_until"].timestamp() - lease_s
                found.append((row["at"].timestamp() - since) / lease_s)
                running += [(later - since) / lease_s for later in _next_run(rows, row["at"])]
    figures.tell("attempts whose worker was lost", len(found))
    figures.tell("found again, in leases", _spread(found))
    figures.tell("running again, in leases", _spread(running))


def _next_run(rows: Sequence[dict[str, Any]], after: datetime) -> list[float]:
    return [row["at"].timestamp() for row in rows if row["at"] > after and row["status"] == "running"][:1]


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "none"
    ordered = sorted(values)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"median {median(ordered):.1f}, 95 % {late:.1f}, longest {ordered[-1]:.1f}"
