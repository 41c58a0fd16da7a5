"""How the harness speaks to its stand-ins, which are processes of their own: small JSON over HTTP."""

import json
import urllib.request
from typing import Any

CONTROL = "/__chaos__"


def tell(url: str, **orders: Any) -> Any:
    """POST orders to a stand-in, or with none ask what it has seen."""
    data = json.dumps(orders).encode() if orders else None
    request = urllib.request.Request(url + CONTROL, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())
