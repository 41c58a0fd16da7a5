"""One run: the stack comes up, works under faults, comes to rest, and is judged."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clueso.dev.client import Client
from tests.chaos.control import tell
from tests.chaos.evidence import Evidence, gather
from tests.chaos.faults import FAULTS, Stage, draw
from tests.chaos.faulty_s3 import KINDS as STORAGE_FAULTS
from tests.chaos.figures import Figures
from tests.chaos.fleet import COPIES
from tests.chaos.language_model import FAULTS as MODEL_FAULTS
from tests.chaos.load import Load, segments_of
from tests.chaos.objects import judge_storage
from tests.chaos.paying import judge_charges, judge_documents
from tests.chaos.recovery import judge_met, judge_recovery
from tests.chaos.theatre import LEASE_S, Theatre, judge_stopped, scratch_left, theatre
from tests.chaos.verdict import (
    Segments,
    judge_exports,
    judge_history,
    judge_pictures,
    judge_projects,
    judge_scratch,
    judge_transcripts,
    judge_tries,
)
from tests.chaos.wishes import Accepted, Recording, draw_wishes

SETTLE_S = 300.0
GRACE_S = 15
"""In which a deleted project can be restored: longer than any pause of a worker, so that none of them still
writes for a project when it is purged."""
MANY_FAULTS = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a run is. `pause_s` is the mean time between two faults."""

    seed: int
    projects: int
    faults: int
    pause_s: float = 2.0
    between_projects_s: float = 6.0
    copies: dict[str, int] = field(default_factory=lambda: dict(COPIES))
    without: tuple[str, ...] = ()


def run(plan: Plan, say: Callable[[str], None]) -> list[str]:
    """Play it and tell every figure. Returns those that are broken."""
    figures = Figures()
    with theatre(plan.copies, seed=plan.seed, DELETE_GRACE_S=str(GRACE_S)) as stack:
        with Client(stack.url) as client:
            wanted = {recording: _heard(client, stack, recording) for recording in Recording.recordings()}
        load = _load(plan, stack)
        work = load.start()
        stage = _stage(stack, random.Random(plan.seed))
        faults_s = _play(stage, draw(stage.dice, plan.faults, without=plan.without), plan.pause_s, say)
        work.join(SETTLE_S)
        settled_s = _come_to_rest(stack, load.accepted)
        figures.must_be("trouble of those who made projects", len(load.trouble), 0, shown=load.trouble[:5])
        figures.must_be("everybody has what they waited for", load.is_over, True)
        figures.must_be("projects made", len(load.accepted), plan.projects)
        evidence = gather(stack.cluster, tell(stack.model_url), tell(stack.env["S3_ENDPOINT_URL"]))
        _judge(figures, evidence, load, wanted, stage, is_long=plan.faults >= MANY_FAULTS)
        judge_storage(figures, stack.cluster, stack.env)
        judge_scratch(figures, scratch_left(stack))
        seconds = f"{plan.faults} / {faults_s:.0f} / {settled_s:.0f}"
        figures.tell("faults / seconds of faults / to rest", seconds)
    judge_stopped(figures, stack)
    figures.say_all(say)
    return figures.broken


def _judge(
    figures: Figures,
    evidence: Evidence,
    load: Load,
    wanted: dict[Recording, Segments],
    stage: Stage,
    *,
    is_long: bool,
) -> None:
    judge_projects(figures, load.accepted, evidence.projects)
    judge_history(figures, evidence.audit, load.accepted)
    judge_tries(figures, evidence.steps)
    judge_exports(figures, load.exports)
    judge_pictures(figures, evidence.documents)
    ready = [made for made in load.accepted if evidence.is_ready(made.id)]
    judge_transcripts(figures, evidence.heard, {made.id: wanted[made.recording] for made in ready})
    judge_charges(figures, evidence.paid, stage.kills)
    documents = [(made.wish, kind) for made in ready for kind in made.kinds]
    judge_documents(figures, documents, evidence.documents, evidence.paid, stage.kills)
    judge_recovery(figures, evidence.step_audit, LEASE_S)
    for of, hits, kinds in (
        ("the model", evidence.model_hits, MODEL_FAULTS),
        ("storage", evidence.storage_hits, STORAGE_FAULTS),
        ("the disk", evidence.disk_hits, ("disk-full",)),
        ("workers", {"lost in a paid call": len(stage.kills)}, ("lost in a paid call",)),
    ):
        figures.tell(f"met a fault of {of}", hits)
        if is_long:  # fewer may by chance meet nobody
            judge_met(figures, hits, kinds, of=of)


def _heard(client: Client, stack: Theatre, recording: Recording) -> Segments:
    """What the recording says when nothing goes wrong."""
    upload = client.upload(stack.folder / recording)
    made = client.call("POST", "/projects", json={"upload_id": upload["id"], "documents": []})
    project = client.finished(made["id"], 120)
    assert project["status"] == "ready", project
    return segments_of(client, made["id"])


def _load(plan: Plan, stack: Theatre) -> Load:
    dice = random.Random(plan.seed)
    wishes = draw_wishes(dice, plan.projects)
    return Load(stack.url, stack.folder, wishes, dice, plan.between_projects_s, GRACE_S)


def _stage(stack: Theatre, dice: random.Random) -> Stage:
    return Stage(
        stack.fleet,
        stack.cluster,
        stack.env["REDIS_URL"],
        stack.env["S3_ENDPOINT_URL"],
        stack.model_url,
        LEASE_S,
        dice,
    )


def _play(stage: Stage, names: Sequence[str], pause_s: float, say: Callable[[str], None]) -> float:
    """Returns the seconds that it took."""
    begun = time.monotonic()
    for number, name in enumerate(names, 1):
        due = begun + number * pause_s
        time.sleep(max(0.0, due - time.monotonic()) + stage.dice.random() * pause_s / 2)
        what = FAULTS[name][1](stage)
        say(f"{time.monotonic() - begun:7.1f} s  fault {number:>3}: {name} {what}")
    for timer in stage.timers:
        timer.join()
    return time.monotonic() - begun


def _come_to_rest(stack: Theatre, accepted: Sequence[Accepted]) -> float:
    """Seconds until every project has ended and every deleted one is gone, or the patience is."""
    begun = time.monotonic()
    query = (
        "SELECT 1 FROM projects WHERE id = ANY(%s) AND"
        " (status NOT IN ('ready', 'failed', 'cancelled') OR deleted_at IS NOT NULL)"
    )
    ids = [made.id for made in accepted]
    while time.monotonic() - begun < SETTLE_S and stack.cluster.rows(query, ids):
        time.sleep(0.5)
    return time.monotonic() - begun
