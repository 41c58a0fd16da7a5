"""Refusals: operations that are not possible, each named by its place in the request."""

from collections.abc import Iterator
from contextlib import contextmanager

from clueso.errors import Invalid


class Refusal(Exception):
    """An operation is not possible. `field` is the wrong member of it, `detail` says why."""

    def __init__(self, field: str, detail: str) -> None:
        self.field, self.detail = field, detail
        super().__init__(detail)


@contextmanager
def refused(index: int) -> Iterator[None]:
    """Raise a Refusal of the operation with this index as Invalid, with a pointer such as
    `/operations/3/at_ms`.
    """
    try:
        yield
    except Refusal as refusal:
        pointer = f"/operations/{index}/{refusal.field}"
        raise Invalid(extra={"errors": [{"pointer": pointer, "detail": refusal.detail}]}) from refusal
