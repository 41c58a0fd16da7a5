"""The main job on real parts: a recording goes in, a transcript and documents come out."""

import hashlib
from pathlib import Path

import pytest

from clueso.dev.client import Client
from clueso.dev.stack import Stack
from tests.acceptance.stacks import PATIENCE_S, RECORDINGS, SPEECH, make_project
from tests.waiting import wait_for

KINDS = {"summary", "chapters", "guide", "article", "script"}


@pytest.mark.xdist_group("bare")
class TestOnABareMachine:
    def test_a_video_becomes_a_transcript_and_every_document(self, client: Client) -> None:
        project_id = make_project(client, RECORDINGS / "speech.mp4")

        project = client.finished(project_id, PATIENCE_S)

        assert (project["status"], project["progress"], project["error"]) == ("ready", 1.0, None)
        assert {shown["status"] for shown in project["steps"]} == {"done"}
        items = client.call("GET", f"/projects/{project_id}/documents")["items"]
        assert {item["kind"]: item["status"] for item in items} == dict.fromkeys(KINDS, "ready")

    def test_the_transcript_says_what_was_spoken_where_it_was_spoken(self, client: Client) -> None:
        project_id = make_project(client, SPEECH, documents=[])
        project = client.finished(project_id, PATIENCE_S)

        transcript = client.call("GET", f"/projects/{project_id}/transcript")

        assert (transcript["complete"], transcript["version"], transcript["language"]) == (True, 1, "en")
        assert "sphinx" in transcript["engine"]
        said = (RECORDINGS / "speech.txt").read_text().lower().split()
        heard = " ".join(segment["text"] for segment in transcript["segments"]).lower()
        found = sum(word.strip(".,") in heard for word in said)
        assert found / len(said) > 0.7
        ends = [segment["end_ms"] for segment in transcript["segments"]]
        assert ends == sorted(ends)
        assert ends[-1] <= project["media"]["duration_ms"]

    def test_every_part_of_a_document_rests_on_segments_of_the_transcript(self, client: Client) -> None:
        project_id = make_project(client, RECORDINGS / "speech.mp4")
        client.finished(project_id, PATIENCE_S)
        known = {s["id"] for s in client.call("GET", f"/projects/{project_id}/transcript")["segments"]}

        documents = client.call("GET", f"/projects/{project_id}/documents")["items"]
        read = [client.call("GET", f"/documents/{item['id']}") for item in documents]

        assert all(document["sources"] for document in read)
        assert all(known.issuperset(document["sources"]) for document in read)
        for document in read:
            assert (
                document["coverage"]["segments_read"] == document["coverage"]["segments_total"] == len(known)
            )

    def test_the_sound_of_a_video_without_a_picture_makes_a_guide_without_pictures(
        self, client: Client
    ) -> None:
        project_id = make_project(client, SPEECH, documents=["guide"])
        client.finished(project_id, PATIENCE_S)

        item = client.call("GET", f"/projects/{project_id}/documents")["items"][0]
        guide = client.call("GET", f"/documents/{item['id']}")

        assert all(part["picture"] is None for part in guide["body"]["steps"])
        assert "![" not in guide["markdown"]

    def test_a_12_mb_file_is_byte_for_byte_the_same_in_storage(self, client: Client, tmp_path: Path) -> None:
        path = tmp_path / "large.mp4"
        block = hashlib.sha256(b"seed").digest()
        path.write_bytes((block * (12 * 1024 * 1024 // len(block) + 1))[: 12 * 1024 * 1024 + 7])

        upload = client.upload(path)
        project_id = client.call("POST", "/projects", json={"upload_id": upload["id"], "documents": []})["id"]
        media = client.call("GET", f"/projects/{project_id}/media")

        assert upload["part_count"] == 2
        assert client.fetch(media["url"]) == path.read_bytes()

    def test_two_users_see_nothing_of_each_other(self, client: Client, bare: Stack) -> None:
        project_id = make_project(client, SPEECH, documents=[])

        with Client(bare.url, user_id="bob") as other:
            assert other.request("GET", f"/projects/{project_id}").status_code == 404
            assert other.call("GET", "/projects")["items"] == []

    def test_a_deleted_project_leaves_neither_rows_nor_objects(self, client: Client, bare: Stack) -> None:
        project_id = make_project(client, SPEECH, documents=["summary"])
        upload_id = client.finished(project_id, PATIENCE_S)["upload_id"]

        assert client.request("DELETE", f"/projects/{project_id}").status_code == 204
        assert client.request("GET", f"/projects/{project_id}").status_code == 404

        wait_for(lambda: client.request("GET", f"/uploads/{upload_id}").status_code == 404)
        left = [path for path in (bare.data_dir / "objects").rglob("*") if project_id in str(path)]
        assert left == []

    def test_a_deleted_project_comes_back_with_restore(self, client: Client) -> None:
        project_id = make_project(client, SPEECH, documents=[])

        client.request("DELETE", f"/projects/{project_id}")
        client.call("POST", f"/projects/{project_id}/restore")

        assert client.finished(project_id, PATIENCE_S)["status"] == "ready"


@pytest.mark.xdist_group("full")
class TestInProduction:
    def test_the_same_job_over_postgresql_s3_and_whisper(self, full: Stack) -> None:
        with Client(full.url) as client:
            project_id = make_project(client, RECORDINGS / "speech.mp4")

            project = client.finished(project_id, PATIENCE_S)

            assert (project["status"], project["error"]) == ("ready", None)
            transcript = client.call("GET", f"/projects/{project_id}/transcript")
            assert "whisper" in transcript["engine"]
            assert transcript["segments"]

    def test_a_declared_language_is_kept(self, full: Stack) -> None:
        with Client(full.url) as client:
            project_id = make_project(client, SPEECH, documents=[], language="de")

            assert client.finished(project_id, PATIENCE_S)["language"] == "de"
