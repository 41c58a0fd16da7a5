"""Long responses, which lie in a file until they are sent: the same bytes as short ones are sent with."""

import gzip
import json

import pytest

from jobs.runtime import Runtime
from tests.bench import ten_hours
from tests.integration.api import recordings
from tests.integration.api.apps import Caller, one_database

MANY = 300

pytestmark = one_database


@pytest.fixture
def path(runtime: Runtime) -> str:
    project_id = recordings.heard(runtime, said=ten_hours.segments(MANY))
    recordings.join(project_id)
    return f"/projects/{project_id}/transcript"


@pytest.mark.parametrize("ending", ["", ".json", ".srt", ".vtt", ".txt"])
def test_a_long_response_is_whole_compressed_or_not(alice: Caller, path: str, ending: str) -> None:
    plain = alice.ask("GET", path + ending)
    packed = alice.ask("GET", path + ending, accept_encoding="gzip")

    assert plain.content_length == len(plain.data)
    assert packed.content_length == len(packed.data) < len(plain.data)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_all_segments_are_in_it_and_its_tag_is_known_again(alice: Caller, path: str) -> None:
    response = alice.ask("GET", path)
    shown = json.loads(response.data)

    assert [segment["text"] for segment in shown["segments"]] == [
        one.text for one in ten_hours.segments(MANY)
    ]
    assert shown["languages"] == [{"language": "en", "share": 1.0}]
    assert alice.ask("GET", path, if_none_match=response.headers["ETag"]).status_code == 304
