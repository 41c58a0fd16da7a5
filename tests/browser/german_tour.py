"""The tour of samples/ in German: its transcript and documents as a person would type them."""

import json
from pathlib import Path
from typing import Any

from tests.acceptance.stacks import PATIENCE_S
from tests.browser.person import Person

TOUR = Path(__file__).parents[2] / "samples" / "tour.mp4"
TITLE = "So erstellen Sie einen Monatsbericht"
SAID = (
    "Willkommen. In diesem kurzen Rundgang zeige ich Ihnen, wie Sie einen Monatsbericht für Ihr Team erstellen.",
    "Öffnen Sie zuerst links im Menü die Seite mit den Berichten.",
    "Klicken Sie dann oben rechts auf die Schaltfläche Neuer Bericht.",
    "Geben Sie dem Bericht nun einen Namen, und wählen Sie den Monat März.",
    "Wählen Sie als Nächstes die drei Zahlen aus, die Sie zeigen möchten.",
    "Beachten Sie, dass nur Führungskräfte die Gesamtkosten sehen.",
    "Klicken Sie dann auf Speichern, und warten Sie, bis der Bericht fertig ist.",
    "Klicken Sie zum Schluss auf Exportieren, und wählen Sie das gewünschte Dateiformat.",
    "Das war alles. Ihr Bericht ist bereit für das Team. Vielen Dank fürs Zuschauen.",
)
STEPS = (
    ("Öffnen Sie die Seite mit den Berichten", "Sie finden sie links im Menü.", 1),
    ("Klicken Sie auf Neuer Bericht", "Die Schaltfläche ist oben rechts.", 2),
    ("Geben Sie dem Bericht einen Namen", "Wählen Sie den Monat März.", 3),
    ("Wählen Sie die drei Zahlen aus", "Es sind die, die Sie zeigen möchten.", 4),
    ("Klicken Sie auf Speichern", "Warten Sie, bis der Bericht fertig ist.", 6),
    ("Klicken Sie auf Exportieren", "Wählen Sie das gewünschte Dateiformat.", 7),
)
"""Heading, text, and the number of what is said."""
GOAL = "Einen Monatsbericht für das Team erstellen."
HINT = "Nur Führungskräfte sehen die Gesamtkosten."
SECTIONS = (
    ("Der Anfang", f"{SAID[1]} {SAID[2]}"),
    ("Was der Bericht zeigt", f"{SAID[3]} {SAID[4]} {SAID[5]}"),
    ("Speichern und weitergeben", f"{SAID[6]} {SAID[7]}"),
)


def make(person: Person) -> str:
    """The finished project; its id."""
    upload = person.client.upload(TOUR, filename="rundgang.mp4")
    wanted = {"title": TITLE, "language": "de", "documents": ["guide", "article"]}
    made: str = person.client.call("POST", "/projects", json={"upload_id": upload["id"], **wanted})["id"]
    person.client.finished(made, PATIENCE_S)
    _retell(person, made)
    guide = {"title": TITLE, "goal": GOAL, "prerequisites": [], "troubleshooting": [_cited(HINT)]}
    _rewrite(person, made, "guide", guide | {"steps": [_step(*step) for step in STEPS]})
    sections = [{"heading": heading, "text": text, "segment_ids": []} for heading, text in SECTIONS]
    _rewrite(person, made, "article", {"title": TITLE, "lead": SAID[0], "sections": sections})
    person.client.finished(made, PATIENCE_S)
    return made


def _retell(person: Person, project_id: str) -> None:
    path = f"/projects/{project_id}/transcript"
    heard = person.client.request("GET", path)
    ids = [segment["id"] for segment in heard.json()["segments"]]
    spoken = [
        {"id": f"de-{at}", "text": text, "start_ms": _slide(at)["start_ms"], "end_ms": _slide(at)["end_ms"]}
        for at, text in enumerate(SAID)
    ]
    edit = {"operations": [{"op": "splice", "remove": ids, "insert": spoken}]}
    person.client.call("PATCH", path, json=edit, headers={"If-Match": heard.headers["ETag"]})


def _rewrite(person: Person, project_id: str, kind: str, body: dict[str, Any]) -> None:
    path = f"/documents/{person.document(project_id, kind)['id']}"
    headers = {"If-Match": person.client.request("GET", path).headers["ETag"]}
    person.client.call("PATCH", path, json={"body": body}, headers=headers)


def _step(heading: str, text: str, said: int) -> dict[str, Any]:
    slide = _slide(said)
    picture = {"at_ms": slide["click_ms"] + 300, "url": None, "width": None, "height": None}
    times = {"start_ms": slide["start_ms"], "end_ms": slide["end_ms"]}
    return {"heading": heading, "text": text, "result": None, "segment_ids": [], "picture": picture} | times


def _cited(text: str) -> dict[str, Any]:
    return {"text": text, "segment_ids": []}


def _slide(number: int) -> dict[str, Any]:
    slides: list[dict[str, Any]] = json.loads(TOUR.with_suffix(".json").read_text())
    return slides[number]
