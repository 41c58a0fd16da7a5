"""Times in requests: any time, and times to come, when a key or a link ends."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
LONGEST = timedelta(days=3650)


def moment_of(text: Any) -> datetime:
    """Return the moment, in UTC, that a text in RFC 3339 names. Raises ValueError."""
    if not isinstance(text, str) or not RFC3339.fullmatch(text):
        raise ValueError("must be a time such as 2027-01-31T12:00:00Z")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("must be a time that exists") from error


def coming(text: Any) -> datetime:
    """Return the moment. Raises ValueError unless it is written in RFC 3339 and within ten years from now."""
    moment = moment_of(text)
    now = datetime.now(UTC)
    if not now < moment <= now + LONGEST:
        raise ValueError("must be within ten years from now; leave it out for no end")
    return moment


Coming = Annotated[
    datetime, PlainValidator(coming), WithJsonSchema({"type": "string", "format": "date-time"})
]
AnyTime = Annotated[
    datetime, PlainValidator(moment_of), WithJsonSchema({"type": "string", "format": "date-time"})
]
