"""What must hold of projects, steps and transcripts once the faults are over, as figures over rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.chaos.figures import Figures
from tests.chaos.wishes import GONE, Accepted

FINAL = ("ready", "failed", "cancelled")

Row = dict[str, Any]
Segments = Sequence[tuple[Any, ...]]


def judge_projects(figures: Figures, accepted: Sequence[Accepted], rows: Mapping[str, Row]) -> None:
    """Judge that each project ended as promised to its owner, or failed with a reason.

    No project is lost or stuck. `rows` have `status` and `error`, by id.
    """
    there = {made.id: rows[made.id] for made in accepted if made.id in rows}
    count = Counter(row["status"] for row in there.values())
    gone = [made for made in accepted if made.ends == GONE]
    figures.must_be(
        "accepted", len(accepted), len(there) + len(gone), shown=f"= {dict(count)}, {len(gone)} gone"
    )
    figures.tell("what their owners did", dict(Counter(str(made.fate) or "nothing" for made in accepted)))
    figures.must_be("stuck", sum(n for status, n in count.items() if status not in FINAL), 0)
    lost = [made.number for made in accepted if made.ends != GONE and made.id not in rows]
    figures.must_be("lost", len(lost), 0, shown=lost)
    left = [made.number for made in gone if made.id in rows]
    figures.must_be("deleted, but still there", len(left), 0, shown=left)
    for wanted, name in NOT_AS_TOLD.items():
        others = [
            (made.number, made.fate, there[made.id]["status"])
            for made in accepted
            if made.ends == wanted and made.id in there and there[made.id]["status"] != wanted
        ]
        figures.must_be(name, len(others), 0, shown=others[:5])
    mute = [id_ for id_, row in there.items() if row["status"] == "failed" and not _is_told(row["error"])]
    figures.must_be("failed without a reason", len(mute), 0, shown=mute[:3])
    told = Counter(row["error"]["code"] for row in there.values() if row["error"])
    figures.tell("reasons", dict(told))


NOT_AS_TOLD = {
    "ready": "not ready though the recording is good",
    "failed": "not failed though it is no recording",
    "cancelled": "not cancelled though the owner was told so",
}


def _is_told(error: Row | None) -> bool:
    return bool(error and error["code"] and error["title"] and error["detail"])


def judge_history(figures: Figures, audit: Sequence[Row], accepted: Sequence[Accepted]) -> None:
    """Judge that no step finished twice, and no project went on after it was cancelled for good.

    `audit` has `project_id`, `name` and `status`, in order.
    """
    done = Counter((row["project_id"], row["name"]) for row in audit if row["status"] in ("done", "ready"))
    twice = [key for key, times in done.items() if times > 1]
    figures.must_be("finished twice", len(twice), 0, shown=twice[:3])
    ended = {made.id for made in accepted if made.ends == "cancelled"}
    over: set[str] = set()
    went_on = set()
    for row in audit:
        if row["name"] == "project" and row["project_id"] in ended:
            if row["project_id"] in over:
                went_on.add(row["project_id"])
            if row["status"] == "cancelled":
                over.add(row["project_id"])
    figures.must_be("went on after they were cancelled", len(went_on), 0, shown=sorted(went_on)[:3])


def judge_tries(figures: Figures, steps: Sequence[Row]) -> None:
    """Judge the errors of steps; the settings of the run allow any number of tries.

    `steps` have `name`, `status`, `errors`, `crashes`, `last_error` and their project's status as `project`.
    """
    told = [row for row in steps if (row["last_error"] or "").startswith("internal:")]
    figures.must_be("steps that met a defect of ours", len(told), 0, shown=told[:3] or "")
    failed = [
        (row["name"], row["last_error"])
        for row in steps
        if row["status"] == "failed" and row["project"] == "ready" and not row["name"].startswith("write:")
    ]
    figures.must_be("steps of ready projects that failed", len(failed), 0, shown=failed[:3])
    for counter in ("errors", "crashes"):
        most = max(steps, key=lambda row: row[counter], default=None)
        figures.tell(f"most {counter} of one step", f"{most[counter]} ({most['name']})" if most else "none")


def judge_transcripts(
    figures: Figures, heard: Mapping[str, Segments], wanted: Mapping[str, Segments]
) -> None:
    """Compare the transcripts of ready projects, by id, with those of the same recordings without faults."""
    empty = [id_ for id_, segments in wanted.items() if not segments]
    figures.must_be("recordings in which nothing is heard", len(empty), 0)
    different = [id_ for id_ in wanted if list(heard.get(id_, ())) != list(wanted[id_])]
    figures.must_be("transcripts unlike the one without faults", len(different), 0, shown=different[:3])
    doubled = [id_ for id_, segments in heard.items() if len(set(segments)) < len(segments)]
    figures.must_be("transcripts with a segment twice", len(doubled), 0, shown=doubled[:3])
    figures.tell("transcripts compared", len(wanted))


def judge_exports(figures: Figures, exports: Mapping[int, str]) -> None:
    """Judge the status of each export, by the number of its project."""
    others = {number: status for number, status in exports.items() if status != "ready"}
    figures.must_be("exports that are not ready", len(others), 0, shown=others)
    figures.tell("exports asked for", len(exports))


def judge_pictures(figures: Figures, documents: Sequence[Row]) -> None:
    """Judge that every guide has pictures: guides are ordered for the film only, which shows every step.

    `documents` have `kind`, `status` and the number of their `pictures`.
    """
    bare = [
        row["wish"]
        for row in documents
        if row["kind"] == "guide" and row["status"] == "ready" and not row["pictures"]
    ]
    figures.must_be("guides without pictures", len(bare), 0, shown=bare[:3])
    figures.tell("pictures", sum(row["pictures"] for row in documents))


def judge_scratch(figures: Figures, left: Sequence[str]) -> None:
    """Judge the names that are left in the folder for the attempts' files."""
    figures.must_be("scratch folders left", len(left), 0, shown=left[:3])


def judge_end(figures: Figures, *, slow: Sequence[str], left: Sequence[str], sessions: int) -> None:
    """Judge a stopped stack: every process stopped in time, and none is left.

    `sessions` is the number of sessions that were noted; without any, no leftover could be found.
    """
    figures.must_be("processes that did not stop within 25 s", len(slow), 0, shown=slow)
    figures.must_be("processes left", len(left), 0, shown=left[:3])
    figures.at_least("sessions in which processes were seen", sessions, 1)
