"""Bodies of documents for tests: JSON with the members that matter, and empty ones in the place of the
others.
"""

from collections.abc import Mapping
from typing import Any

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.documents.kinds.body import Record, Shape, shapes


def body_of(kind: DocumentKind, written: Mapping[str, Any]) -> Any:
    """Return a body of this kind; what `written` leaves out is empty.

    It is typed Any, so that a test may read its parts.
    """
    return kind.body.read(_filled(kind.body, written))


def part_of(record: type[Record], **written: Any) -> Any:
    """Return a part of a body; what `written` leaves out is empty."""
    return record.read(_filled(record, written))


def _filled(record: type[Record], written: Mapping[str, Any]) -> dict[str, Any]:
    return {shape.name: _value(shape, written.get(shape.name)) for shape in shapes(record)}


def _value(shape: Shape, written: Any) -> Any:
    if shape.is_list:
        return [_filled(shape.record, item) if shape.record else item for item in written or ()]
    if written is None:
        return None if shape.optional else _filled(shape.record, {}) if shape.record else shape.inner()
    return _filled(shape.record, written) if shape.record else written
