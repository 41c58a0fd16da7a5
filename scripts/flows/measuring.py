"""Sends the films of the flows through the pipeline, and prints what became of them."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from clueso.config import Settings
from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import MarkKind
from clueso.domain.documents.kinds.guide import Guide, GuideStep
from clueso.domain.ports.writer import WritingTask
from clueso.domain.screens.screen import Screen
from clueso.domain.seen.drafts import completed
from clueso.domain.seen.offers import offers
from clueso.domain.transcript import Segment, Span
from clueso.errors import NoInstructions
from clueso.toolbox import Toolbox
from jobs.unhurried import Unhurried
from scripts.eval import NoLedger
from scripts.flows.figures import Share, Step, Tally, Told, figures, tally, told
from scripts.flows.filming import pixels_of
from scripts.flows.films import Film, kept, made
from scripts.flows.flow import flows
from scripts.flows.shown import States
from scripts.flows.wording import accepted, name_errors, wrong_offers
from scripts.listening import hear
from tests.browser.chromium import running_browser

COLUMNS = tuple(each for each in fields(Tally) if "column" in each.metadata)


def measured(names: Sequence[str] = (), *, show: bool = False) -> bool:
    """Measure flows, all unless some are named, and print their table. Return whether every figure holds."""
    env = {**os.environ, "CLUESO_ENV": "development", "TRANSCRIBER": "whisper", "WRITER": "extractive"}
    tools = Toolbox(Settings.from_env(env))
    films = _films(names or list(flows()))
    _print(f"{'flow':12}" + "".join(f"{each.metadata['column']:>14}" for each in COLUMNS))
    total = Tally()
    for film in films:
        with tempfile.TemporaryDirectory(prefix="clueso-flows-") as folder:
            found = _counted(film, tools, Path(folder), show=show)
        _print(_row(film.flow.name, found))
        total += found
    _print(_row("together", total))
    holds = True
    for figure in figures(total):
        holds &= figure.holds
        _print(str(figure))
    return holds


def _films(names: Sequence[str]) -> list[Film]:
    chosen = [flows()[name] for name in names]
    if all(map(kept, chosen)):
        return [film for flow in chosen if (film := kept(flow))]
    with running_browser() as browser:
        return [kept(flow) or made(flow, browser) for flow in chosen]


def _counted(film: Film, tools: Toolbox, folder: Path, *, show: bool) -> Tally:
    segments = hear(film.path, tools, folder)
    screens = screens_of(film, tools, folder)
    steps = told(film.flow, film.log, _steps(film, segments, screens, tools, folder))
    found = offers(segments, screens, "en")
    spoken = " ".join(line.say for line in film.flow.lines)
    heard = " ".join(segment.text for segment in segments)
    wrong = wrong_offers(spoken, heard, found)
    if show:
        for line in _shown(film, segments, steps):
            _print(line)
        for offer in found:
            _print(f"  offer{' (wrong)' if offer in wrong else ''}: {offer.heard} -> {offer.written}")
    names = film.flow.names
    return replace(
        tally(film.flow, film.log, steps),
        names=name_errors(spoken, heard, names),
        names_with_screens=name_errors(spoken, accepted(heard, found), names) if screens else Share(),
        wrong_offers=Share(len(wrong), len(found)),
    )


def _steps(
    film: Film, segments: tuple[Segment, ...], screens: tuple[Screen, ...], tools: Toolbox, folder: Path
) -> list[Step]:
    """Return the steps of the guide, or none if the writer finds no instructions."""
    watch = Unhurried()
    info = tools.media.probe(film.path, watch)
    task = WritingTask(
        DocumentKind.GUIDE,
        segments,
        "en",
        "",
        info.duration_ms,
        info.has_video,
        working_title="",
        is_ordered=False,
        screens=screens,
    )
    try:
        guide = completed(tools.writer.write(task, NoLedger(), watch), task).body
    except NoInstructions:
        return []
    assert isinstance(guide, Guide)
    moments = [step.picture.at_ms for step in guide.steps if step.picture]
    pictures = tools.media.pictures(film.path, moments, folder, watch)
    looks = [pixels_of((film.folder / state.picture).read_bytes()) for state in film.log.states]
    states = States(looks, film.log.moving)
    shown = iter([states.shown(pixels_of(picture.path.read_bytes())) for picture in pictures])
    return [_step(step, segments, next(shown) if step.picture else frozenset()) for step in guide.steps]


def screens_of(film: Film, tools: Toolbox, folder: Path) -> tuple[Screen, ...]:
    """Return the screens of a film as the step `screens` finds and reads them; none where nothing reads."""
    if not tools.reads_screens:
        return ()
    found = tools.media.screens(film.path, film.log.duration_ms, folder, Unhurried())
    pictures = list(dict.fromkeys(screen.path for screen in found))
    lines = dict(zip(pictures, tools.screen_reader.read(pictures, Unhurried()), strict=True))
    return tuple(
        Screen(str(n), each.from_ms, each.to_ms, each.path.name, each.width, each.height, lines[each.path])
        for n, each in enumerate(found, 1)
    )


def _step(step: GuideStep, segments: tuple[Segment, ...], states: frozenset[int]) -> Step:
    spans = tuple(Span(each.start_ms, each.end_ms) for each in segments if each.id in step.segment_ids)
    marks = (
        tuple(mark.box for mark in step.picture.marks if mark.kind is not MarkKind.BLUR)
        if step.picture
        else ()
    )
    text = " \n".join(filter(None, (step.heading, step.text, step.result)))
    return Step(text, spans, marks, states)


def _shown(film: Film, segments: Sequence[Segment], steps: Sequence[Told]) -> Iterator[str]:
    for segment in segments:
        yield f"  heard: {segment.text}"
    for each in steps:
        clicks = [f"{film.log.deeds[number].named} ({number + 1})" for number in each.clicks]
        states = [film.log.states[number] for number in sorted(each.step.states)]
        shown = [f"{state.after}{'' if state.is_settled else ' (at work)'}" for state in states]
        yield f"  {' | '.join(each.step.text.splitlines())}"
        yield f"    clicks {', '.join(clicks) or 'none'}; shown after {', '.join(shown)}; {len(each.step.marks)} marks"


def _row(name: str, found: Tally) -> str:
    return f"{name:12}" + "".join(f"{_cell(getattr(found, each.name)):>14}" for each in COLUMNS)


def _cell(share: Share) -> str:
    return str(share) if share.of else "-"


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201
