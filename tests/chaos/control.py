"""The protocol between the harness and its stand-ins, which are processes of their own: JSON over HTTP."""

import json
import urllib.request
from typing import Any

CONTROL = "/__chaos__"


def tell(url: str, **orders: Any) -> Any:
    """POST orders to a stand-in; without orders GET its counts. Return its answer."""
    data = json.dumps(orders).encode() if orders else None
    request = urllib.request.Request(url + CONTROL, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())
