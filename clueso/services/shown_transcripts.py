"""A transcript as the API shows it, in JSON.

The words of ten hours are ninety thousand: they pass as the text that the database keeps, never as objects.
"""

import json
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import Text, cast, select

from clueso.extensions import db
from clueso.models import SegmentRow, Transcript
from clueso.services import transcript_history, transcripts
from clueso.services.ownership import own_project
from clueso.services.transaction import transactional
from clueso.services.transcript_history import State


@transactional
def present(user_id: str, project_id: str) -> str:
    """The transcript as it is, or the segments so far. Raises NotFound."""
    own_project(user_id, project_id)
    transcript = db.session.get_one(Transcript, project_id)
    return _json(transcript, transcript.version, (shown for _, _, shown in _rows(project_id)))


@transactional
def version(user_id: str, project_id: str, number: int) -> str:
    """The transcript as it was at the end of version `number`. Raises NotFound."""
    own_project(user_id, project_id)
    transcript_history.require_version(project_id, number)
    # In this order: what an edit changes between the two reads, the later one knows.
    now = list(_rows(project_id))
    then = transcript_history.replaced_since(project_id, number)
    placed = [(position, shown) for id_, position, shown in now if id_ not in then]
    placed += [(state["position"], _of_state(id_, state)) for id_, state in then.items() if state is not None]
    placed.sort(key=itemgetter(0))
    return _json(db.session.get_one(Transcript, project_id), number, (shown for _, shown in placed))


def _json(transcript: Transcript, version: int, segments: Iterable[str]) -> str:
    head = {
        "language": transcript.language,
        "engine": transcript.engine,
        "complete": transcript.complete,
        "version": version,
    }
    return _with(head, "segments", f"[{','.join(segments)}]")


def _rows(project_id: str) -> Iterable[tuple[str, float, str]]:
    """Of each segment in order: id, position, JSON."""
    columns = (*transcripts.TEXT, SegmentRow.position, cast(SegmentRow.words, Text))
    query = select(*columns).where(SegmentRow.project_id == project_id).order_by(SegmentRow.position)
    for id_, start_ms, end_ms, text, speaker, position, words in db.session.execute(query):
        yield id_, position, _segment(id_, start_ms, end_ms, text, speaker, words)


def _of_state(id_: str, state: State) -> str:
    words = json.dumps(state["words"])
    return _segment(id_, state["start_ms"], state["end_ms"], state["text"], state["speaker"], words)


def _segment(id_: str, start_ms: int, end_ms: int, text: str, speaker: str | None, words: str) -> str:
    told = {"id": id_, "start_ms": start_ms, "end_ms": end_ms, "text": text, "speaker": speaker}
    return _with(told, "words", words)


def _with(members: Mapping[str, Any], name: str, value: str) -> str:
    """These members as a JSON object, and one more whose value is JSON already."""
    return f'{json.dumps(members)[:-1]}, "{name}": {value}}}'
