"""A language model's endpoint that counts what it would charge: `python -m tests.chaos.language_model PORT`.

It speaks OpenAI's chat completions and answers with sentences of the transcript in the request. The order
`{"fault": "429" | "500" | "400" | "hang" | "drop", "calls": 3}` makes the next calls fail. A call that is
answered, hangs or is dropped is charged, by its Idempotency-Key. Without an order it returns its charges, the
faults that met a call, and the documents that were answered 400.
"""

import json
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.chaos.control import CONTROL

THINKING_S = 0.4
HANG_S = 6.0
STATUS = {"429": 429, "500": 500, "400": 400}
FAULTS = (*STATUS, "hang", "drop")


@dataclass
class Charge:
    """One call that cost money: what for, over which connection, and whether its answer was lost here."""

    key: str
    wish: str
    kind: str
    part: str
    port: int
    begun_at: float
    is_lost: bool = False


class Book:
    """The charges and the faults to come."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.charges: list[Charge] = []
        self.faults: list[str] = []
        self.hits: dict[str, int] = {}
        self.refused: list[tuple[str, str]] = []

    def next_fault(self) -> str:
        with self.lock:
            fault = self.faults.pop(0) if self.faults else ""
            if fault:
                self.hits[fault] = self.hits.get(fault, 0) + 1
            return fault

    def charge(self, charge: Charge) -> None:
        with self.lock:
            self.charges.append(charge)

    def refuse(self, wish: str, kind: str) -> None:
        with self.lock:
            self.refused.append((wish, kind))

    def told(self) -> dict[str, Any]:
        with self.lock:
            charges = [asdict(charge) for charge in self.charges]
            return {"charges": charges, "hits": dict(self.hits), "refused": list(self.refused)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    book: Book

    def do_GET(self) -> None:
        self._answer(200, self.book.told())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == CONTROL:
            with self.book.lock:
                self.book.faults += [asked["fault"]] * asked["calls"]
            self._answer(200, {})
            return
        fault = self.book.next_fault()
        task, lines = _shown(asked["messages"][1]["content"])
        kind = asked["response_format"]["json_schema"]["name"]
        if fault == "400":
            self.book.refuse(task["wishes"], kind)
        if fault in STATUS:
            self._answer(STATUS[fault], {"error": {"message": fault, "code": None, "type": "x"}})
            return
        part = "first" if len(asked["messages"]) == 2 else "repair"
        charge = Charge(
            self.headers["Idempotency-Key"],
            task["wishes"],
            kind,
            part,
            self.client_address[1],
            time.time(),
            is_lost=bool(fault),
        )
        self.book.charge(charge)
        time.sleep(HANG_S if fault == "hang" else THINKING_S)
        if fault:
            self.close_connection = True
            return
        self._answer(200, _completion(json.dumps(_written(kind, lines))))

    def _answer(self, status: int, told: Any) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True  # whoever asked is dead

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _shown(content: str) -> tuple[dict[str, Any], dict[int, str]]:
    """Return the task, and the transcript's lines by number."""
    task, _, rest = content.partition("</task>")
    rows = [json.loads(line) for line in rest.splitlines() if line.startswith("[")]
    return json.loads(task.removeprefix("<task>")), {row[0]: row[2] for row in rows}


def _written(kind: str, lines: dict[int, str]) -> dict[str, Any]:
    """Return an answer that passes every check: the lines themselves."""
    cited = [{"text": text, "segments": [number]} for number, text in lines.items() if text]
    match kind:
        case "summary":
            parts: dict[str, Any] = {"decisions": [], "action_items": []}
            return {"point": cited[0], "key_points": cited[:3], "quotes": cited[:1], **parts}
        case "article":
            sections = [{"heading": "What was said", **part} for part in cited]
            return {"title": "What was said", "lead": cited[0]["text"], "sections": sections}
        case "guide":
            steps = [{"heading": "Do this", "result": None, **part} for part in cited]
            head = {"title": "How to do this", "goal": cited[0]["text"]}
            return head | {"prerequisites": [], "steps": steps, "troubleshooting": []}
        case _:
            return {"lines": cited}


def _completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": "stand-in",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
    }


def main(port: int) -> None:
    Handler.book = Book()
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)  # noqa: T201
    signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main(int(sys.argv[1]))
