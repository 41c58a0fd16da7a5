"""Deliveries of Clerk's webhook: signed as svix signs them, or as nobody should."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from svix.webhooks import Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is sent: a body, when it was signed, and what is changed after that."""

    body: str | bytes
    id: str = "msg_1"
    age_s: float = 0
    secret: str = SECRET
    change: Callable[[dict[str, str]], Headers] = field(default=lambda headers: headers)

    def headers(self) -> Headers:
        """As they are now; one that is changed to "" is left out."""
        sent_at = datetime.now(UTC) - timedelta(seconds=self.age_s)
        text = self.body if isinstance(self.body, str) else self.body.decode(errors="replace")
        headers = {
            "svix-id": self.id,
            "svix-timestamp": str(int(sent_at.timestamp())),
            "svix-signature": Webhook(self.secret).sign(self.id, sent_at, text),
            "Content-Type": "application/json",
        }
        return {name: value for name, value in self.change(headers).items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    """Deliveries one after another, what each is answered, and whether user_alice is gone after them."""

    name: str
    deliveries: tuple[Delivery, ...]
    statuses: tuple[int, ...]
    is_gone: bool = False


OTHER_EVENTS: tuple[Any, ...] = (
    "user.created",
    "user.updated",
    "session.created",
    "USER.DELETED",
    "user.deleted ",
    "",
    None,
    7,
    ["user.deleted"],
    {},
)
NOBODY: tuple[Any, ...] = (None, [], {}, "user_alice", ["user_alice"])


def event(kind: Any, user_id: Any = "user_alice", **members: Any) -> str:
    return json.dumps({"type": kind, "object": "event", "data": {"id": user_id, **members}})


DELETED = event("user.deleted", deleted=True)
CREATED, UPDATED = event("user.created"), event("user.updated")


def told(name: str, change: Callable[[dict[str, str]], Headers], status: int = 400) -> Row:
    """The deletion with headers that were changed after signing."""
    return Row(f"headers: {name}", (Delivery(DELETED, change=change),), (status,), is_gone=status == 204)


def with_header(name: str, value: str) -> Row:
    return told(f"{name} {value[:24]!r}", lambda headers: headers | {name: value})


def body(name: str, content: str | bytes, status: int) -> Row:
    """Signed, whatever it says."""
    return Row(f"body: {name}", (Delivery(content),), (status,))


def named(name: str, user_id: Any) -> Row:
    return body(f"the id of a user {name}", event("user.deleted", user_id), 400)


def order(name: str, *deliveries: Delivery, is_gone: bool = True) -> Row:
    """Each is good, so each is taken."""
    return Row(f"order: {name}", deliveries, (204,) * len(deliveries), is_gone=is_gone)


def signature(headers: Headers) -> str:
    return headers["svix-signature"]


def unsealed(headers: Headers) -> bytes:
    return base64.b64decode(signature(headers).removeprefix("v1,"))


def sealed(data: bytes) -> str:
    return f"v1,{base64.b64encode(data).decode()}"


ROWS: tuple[Row, ...] = (
    # Signatures
    Row("another secret", (Delivery(DELETED, secret=OTHER_SECRET),), (400,)),
    told("none", lambda headers: {"Content-Type": headers["Content-Type"]}),
    *(with_header(name, "") for name in ("svix-id", "svix-timestamp", "svix-signature")),
    *(
        with_header("svix-signature", value)
        for value in (
            "v1",
            "v1,",
            "v1,AAAA",
            "v1,\xe9",
            ",",
            "v1,v1,v1",
            "v1," + "A" * 10_000,
            "v2," + "A" * 44,
            "v1 " * 3000,
        )
    ),
    told(
        "the signature without its version",
        lambda headers: headers | {"svix-signature": signature(headers)[3:]},
    ),
    told(
        "the signature as version 2",
        lambda headers: headers | {"svix-signature": "v2" + signature(headers)[2:]},
    ),
    told("half a signature", lambda headers: headers | {"svix-signature": sealed(unsealed(headers)[:16])}),
    told(
        "a signature one bit off",
        lambda headers: (
            headers | {"svix-signature": sealed(bytes([unsealed(headers)[0] ^ 1]) + unsealed(headers)[1:])}
        ),
    ),
    told("the id of another delivery", lambda headers: headers | {"svix-id": "msg_2"}),
    told(
        "a second later",
        lambda headers: headers | {"svix-timestamp": str(int(headers["svix-timestamp"]) + 1)},
    ),
    told(
        "among wrong ones",
        lambda headers: headers | {"svix-signature": f"v1,AAAA v2,BBBB {signature(headers)}"},
        204,
    ),
    told(
        "before wrong ones",
        lambda headers: headers | {"svix-signature": f"{signature(headers)} v1,AAAA"},
        204,
    ),
    told(
        "by their other names",
        lambda headers: {name.replace("svix", "webhook"): value for name, value in headers.items()},
        204,
    ),
    # Times
    *(
        Row(f"{age_s:+} s old", (Delivery(DELETED, age_s=age_s),), (400,))
        for age_s in (310, 3600, 86_400 * 365, -310, -86_400)
    ),
    *(
        Row(f"{age_s:+} s old, good", (Delivery(DELETED, age_s=age_s),), (204,), is_gone=True)
        for age_s in (0, 290, -290)
    ),
    *(
        with_header("svix-timestamp", value)
        for value in (
            "soon",
            "0",
            "-1",
            "1e400",
            "1e18",
            "nan",
            "inf",
            "9" * 30,
            "0x66aa0000",
            "2026-11-26T11:00:00Z",
            "\xb2",
        )
    ),
    # Bodies
    Row(
        "a body changed after signing",
        (
            Delivery(
                DELETED,
                change=lambda headers: headers | {"svix-signature": signature(Delivery(CREATED).headers())},
            ),
        ),
        (400,),
    ),
    body("of two megabytes", event("user.deleted", filler="x" * 2 * 1024**2), 413),
    body("none", "", 400),
    body("a page", "<html>", 400),
    body("cut off", DELETED[:-1], 400),
    body("no UTF-8", b'{"type": "user.deleted\xff"}', 400),
    body("two names", '{"type": "user.created", "type": "user.deleted"}', 400),
    body("nested deeply", "[" * 50_000, 400),
    body("NaN", '{"type": NaN}', 400),
    body("a NUL", '{"type": "user.deleted", "data": {"id": "user_alice\\u0000"}}', 422),
    body("a list", f"[{DELETED}]", 422),
    body("a text", '"user.deleted"', 422),
    body("null", "null", 422),
    # Events
    *(Row(f"event {kind!r}", (Delivery(event(kind)),), (204,)) for kind in OTHER_EVENTS),
    body("no type", json.dumps({"data": {"id": "user_alice"}}), 204),
    body("no data", '{"type": "user.deleted"}', 400),
    *(
        body(f"data {json.dumps(data)}", json.dumps({"type": "user.deleted", "data": data}), 400)
        for data in NOBODY
    ),
    named("null", None),
    named("a number", 7),
    named("a list", ["user_alice"]),
    named("an object", {"id": "user_alice"}),
    named("empty", ""),
    named("of an organisation", "org_alice"),
    named("with a space", "user_alice "),
    named("with a wildcard", "user_%"),
    named("of a thousand characters", "user_" + "a" * 1000),
    named("unknown here is no matter to alice, but a quote is", "user_alice'--"),
    # Replay and order
    order("once", Delivery(DELETED)),
    order("twice the same", Delivery(DELETED), Delivery(DELETED)),
    order("five times the same", *[Delivery(DELETED)] * 5),
    order("again under another id", Delivery(DELETED), Delivery(DELETED, id="msg_2")),
    order("again, sent earlier", Delivery(DELETED), Delivery(DELETED, id="msg_0", age_s=200)),
    order("created late", Delivery(DELETED, id="msg_2"), Delivery(CREATED, id="msg_1", age_s=60)),
    order("updated late", Delivery(DELETED, id="msg_2"), Delivery(UPDATED, id="msg_1", age_s=60)),
    order("created late, signed anew", Delivery(DELETED), Delivery(CREATED, id="msg_0", age_s=-60)),
    order("updated late, under the same id", Delivery(DELETED), Delivery(UPDATED)),
    order(
        "backwards",
        Delivery(DELETED, id="msg_3"),
        Delivery(UPDATED, id="msg_2", age_s=10),
        Delivery(CREATED, age_s=20),
    ),
    order(
        "forwards",
        Delivery(CREATED, age_s=20),
        Delivery(UPDATED, id="msg_2", age_s=10),
        Delivery(DELETED, id="msg_3"),
    ),
    order(
        "in between",
        Delivery(UPDATED),
        Delivery(DELETED, id="msg_2"),
        Delivery(UPDATED),
        Delivery(DELETED, id="msg_2"),
    ),
    order("somebody else", Delivery(event("user.deleted", "user_mallory")), is_gone=False),
    order("of a user of a longer name", Delivery(event("user.deleted", "user_alice2")), is_gone=False),
    order(
        "created and updated again and again",
        *[Delivery(CREATED), Delivery(UPDATED, id="msg_2")] * 3,
        is_gone=False,
    ),
)
