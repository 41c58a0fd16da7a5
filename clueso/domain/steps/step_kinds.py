"""Kinds of steps. `PIPELINE` lists all of them, with everything that differs from kind to kind.

A step's name is that of its kind, for most kinds with a subject: "probe", "transcribe:3", "write:guide". A
number marks one more step for the same subject: "write:guide#2". `jobs/<kind>.py` runs the steps of a kind.
"""

import math
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from enum import Enum, auto


class AlsoFails(Enum):
    """What also fails when a step has failed for good."""

    PROJECT = auto()
    DOCUMENT = auto()
    NOTHING = auto()


class Shown(Enum):
    """How a person sees the steps of a kind."""

    IN_RUN = auto()
    """As one line of the project's run, with its share of the progress."""
    EACH = auto()
    """Each step as a line of its own, after the run."""
    NOT = auto()


class Retried(Enum):
    """Whether a failed or cancelled step runs again when a person retries the project."""

    WITH_PROJECT = auto()
    WHILE_AWAITED = auto()
    """Only while a step that needs it is not done."""
    BY_ITSELF = auto()
    """Never: a person orders it again separately."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step."""

    name: str
    queue: str
    """The RQ queue, and with it the type of worker."""
    timeout_s: int
    """How long one attempt may take. The worker ends an attempt that takes longer."""
    _: KW_ONLY
    after: tuple[str, ...] | None = None
    """The kinds whose steps it waits for in a first run. None: it is not planned in a first run."""
    awaits: tuple[str, ...] = ()
    """The kinds made beside the first run that it also waits for, if there is such a step, but not for long. No
    row names them as needs, so a release that does not know them goes on without.
    """
    also_fails: AlsoFails = AlsoFails.PROJECT
    of_document: bool = False
    """The subject is a kind of document. The document's state follows from the end of the step."""
    shown: Shown = Shown.NOT
    shown_within: str = ""
    """The kind in whose line a person sees it, if it has no line of its own."""
    weight: float = 0.0
    """Share of a project's progress, about the share of the time on a CPU."""
    tries: float = math.inf
    """How often to retry a failure that the file, or a bug of ours, may cause. An error's own limit may be
    lower.
    """
    must_succeed: bool = False
    """Retried until it succeeds, whatever the error."""
    retried: Retried = Retried.WITH_PROJECT
    beside_run: bool = False
    """Made beside the first run: all other steps go before it in its queue, and the project becomes ready
    without it. It is cancelled with the run.
    """
    of_deleted: bool = False
    """It runs only for a deleted project. All other kinds run only for one that is not deleted."""
    adds_steps: bool = False
    """Its end adds steps that wait for others, so the chain in RQ has to be extended."""


def check_order(kinds: Iterable[StepKind]) -> None:
    """Raise ValueError if a kind waits for one that is not before it, or that no first run has."""
    before: set[str] = set()
    for kind in kinds:
        if missing := set(kind.after or ()) - before:
            raise ValueError(
                f"The step {kind.name!r} waits for {', '.join(sorted(missing))}: it must come after them in"
                " PIPELINE, and they need an `after` of their own."
            )
        if kind.after is not None:
            before.add(kind.name)


PIPELINE = {
    kind.name: kind
    for kind in (
        # Only a recording that is read from a link has `fetch`, so `first_run` plans it only there.
        StepKind("fetch", "media", 4 * 3600, after=(), shown=Shown.IN_RUN, weight=0.1),
        StepKind("probe", "media", 3600, after=("fetch",), shown=Shown.IN_RUN, weight=0.02),
        StepKind(
            "extract", "media", 4 * 3600, after=("probe",), shown=Shown.IN_RUN, weight=0.08, adds_steps=True
        ),
        # `speakers` runs beside `transcribe` in half its time. The transcript waits for it but works without
        # it, so a failure gets only a second try.
        StepKind(
            "speakers",
            "media",
            3 * 3600,
            also_fails=AlsoFails.NOTHING,
            shown=Shown.IN_RUN,
            tries=2,
            retried=Retried.WHILE_AWAITED,
        ),
        # `screens` runs beside all these steps, where a recording has video. Documents wait for it, but not for
        # long; `see` then brings into them what is read later.
        StepKind(
            "screens",
            "media",
            2 * 3600,
            also_fails=AlsoFails.NOTHING,
            shown=Shown.IN_RUN,
            tries=2,
            retried=Retried.WHILE_AWAITED,
            beside_run=True,
        ),
        StepKind("transcribe", "transcribe", 2 * 3600, shown=Shown.IN_RUN, weight=0.7),
        StepKind("join", "default", 900, after=("extract",), shown=Shown.IN_RUN, shown_within="transcribe"),
        StepKind(
            "write",
            "write",
            2 * 3600,
            after=("join",),
            awaits=("screens",),
            also_fails=AlsoFails.DOCUMENT,
            of_document=True,
            shown=Shown.IN_RUN,
            weight=0.18,
        ),
        StepKind(
            "pictures",
            "media",
            3600,
            also_fails=AlsoFails.NOTHING,
            of_document=True,
            shown=Shown.IN_RUN,
            shown_within="write",
        ),
        StepKind("finish", "default", 900, shown=Shown.IN_RUN, weight=0.02),  # `first_run` puts it last
        StepKind("copy", "media", 4 * 3600, also_fails=AlsoFails.NOTHING, beside_run=True),
        StepKind("see", "write", 1800, also_fails=AlsoFails.NOTHING, beside_run=True),
        StepKind(
            "hear",
            "transcribe",
            2 * 3600,
            also_fails=AlsoFails.NOTHING,
            shown=Shown.EACH,
            retried=Retried.BY_ITSELF,
        ),
        # Until it is done, copies of a document's text lack what a picture hides.
        StepKind("draw", "media", 900, also_fails=AlsoFails.NOTHING),
        StepKind("export", "media", 1800, also_fails=AlsoFails.NOTHING, retried=Retried.BY_ITSELF),
        # Nobody would notice a failed purge, and data that a person deleted would stay for ever.
        StepKind("purge", "default", 3600, also_fails=AlsoFails.NOTHING, must_succeed=True, of_deleted=True),
    )
}
"""Every kind by its name, in the order of the pipeline."""
check_order(PIPELINE.values())

COPY = PIPELINE["copy"]
DRAW = PIPELINE["draw"]
EXPORT = PIPELINE["export"]
EXTRACT = PIPELINE["extract"]
FETCH = PIPELINE["fetch"]
FINISH = PIPELINE["finish"]
HEAR = PIPELINE["hear"]
JOIN = PIPELINE["join"]
PICTURES = PIPELINE["pictures"]
PROBE = PIPELINE["probe"]
PURGE = PIPELINE["purge"]
SCREENS = PIPELINE["screens"]
SEE = PIPELINE["see"]
SPEAKERS = PIPELINE["speakers"]
TRANSCRIBE = PIPELINE["transcribe"]
WRITE = PIPELINE["write"]


def kind_of(name: str) -> StepKind:
    """Return the kind of the step with this name.

    A kind that only another release knows is not shown, and its failure fails the project.
    """
    kind_name = name.partition(":")[0]
    return PIPELINE.get(kind_name) or StepKind(kind_name, "", 0)


def is_known(name: str) -> bool:
    """Return whether this release can run a step of this name. Other steps exist while two releases run side
    by side, or after a rollback.
    """
    return name.partition(":")[0] in PIPELINE


def subject_of(name: str) -> str:
    """Return what a step works on: "3" for "transcribe:3", "guide" for "write:guide#2"."""
    return name.partition(":")[2].partition("#")[0]


def is_ordered(name: str) -> bool:
    """Return whether a person ordered this step by itself, after the first run: "write:guide#2"."""
    return "#" in name


def shown_name(name: str) -> str:
    """Return the name that a person sees: "transcribe" for "join" and for "transcribe:3", "write:guide" for
    "pictures:guide".
    """
    kind = kind_of(name)
    shown = PIPELINE[kind.shown_within] if kind.shown_within else kind
    return f"{shown.name}:{subject_of(name)}" if shown.of_document else shown.name
