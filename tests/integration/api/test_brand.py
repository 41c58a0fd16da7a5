"""A user's colour and logo: stored, shown in the user's files alone, gone with the account."""

import io
import zipfile
from base64 import b64encode
from typing import Any

import docx
import httpx
import pytest
from pypdf import PdfReader

from clueso.domain.files import keys
from clueso.services.operations import janitor
from clueso.services.people import brands
from jobs.runtime import Runtime
from tests.integration.api import recordings
from tests.integration.api.apps import Caller
from tests.integration.api.test_exports import asked, fetched, render
from tests.pngs import plain_png

LOGO = {"png": b64encode(plain_png(40, 20)).decode()}
NOTHING = {"accent": None, "logo_url": None}


def logos(runtime: Runtime) -> list[str]:
    return list(runtime.toolbox.storage.list_keys(keys.LOGOS))


def test_a_brand_is_its_owners_alone(alice: Caller, bob: Caller) -> None:
    assert alice.get("/me/brand") == NOTHING

    alice.ask("PUT", "/me/brand", {"accent": "#b3261e"})
    brand = alice.ask("PUT", "/me/brand/logo", LOGO).get_json()

    assert brand["accent"] == "#b3261e"
    answer = httpx.get(brand["logo_url"], trust_env=False).raise_for_status()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert bob.get("/me/brand") == NOTHING


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/me/brand", {"accent": "red"}),
        ("/me/brand", {"accent": "#B3261E"}),
        ("/me/brand", {"accent": "#b3261e; background: url(x)"}),
        ("/me/brand", {}),
        ("/me/brand/logo", {"png": "*"}),
        ("/me/brand/logo", {"png": b64encode(b"<svg/>").decode()}),
        ("/me/brand/logo", {"png": b64encode(plain_png(1300, 2)).decode()}),
    ],
)
def test_what_is_no_colour_or_picture_is_refused(alice: Caller, path: str, body: dict[str, Any]) -> None:
    assert alice.ask("PUT", path, body).status_code == 422
    assert alice.get("/me/brand") == NOTHING


def test_the_owners_files_have_the_logo_and_the_colour(alice: Caller, runtime: Runtime) -> None:
    project_id = recordings.ready(runtime)
    alice.ask("PUT", "/me/brand", {"accent": "#b3261e"})
    alice.ask("PUT", "/me/brand/logo", LOGO)
    export = asked(alice, project_id, "zip")
    render(project_id, "everything.zip")

    archive = zipfile.ZipFile(io.BytesIO(fetched(alice.get(f"/exports/{export['id']}")).content))

    files = {
        name.rpartition(".")[2]: archive.read(name) for name in archive.namelist() if "transcript." in name
    }
    assert "data:image/png;base64," in files["html"].decode()
    assert "--accent: #b3261e" in files["html"].decode()
    assert len(docx.Document(io.BytesIO(files["docx"])).inline_shapes) == 1
    assert sum(len(page.images) for page in PdfReader(io.BytesIO(files["pdf"])).pages) == 1


def test_a_logo_that_nobody_has_any_more_is_removed(alice: Caller, bob: Caller, runtime: Runtime) -> None:
    storage = runtime.toolbox.storage
    for caller in (alice, alice, bob):
        caller.ask("PUT", "/me/brand/logo", LOGO)
    kept = [brands.brand_of(caller.get("/me")["user_id"]).logo_key for caller in (alice, bob)]
    assert len(logos(runtime)) == 3

    janitor.tidy(storage, older_than_s=0)
    assert set(logos(runtime)) == set(kept)

    assert alice.ask("DELETE", "/me/brand/logo").get_json() == NOTHING
    assert bob.ask("DELETE", "/me").status_code == 204
    janitor.tidy(storage, older_than_s=0)
    assert logos(runtime) == []
