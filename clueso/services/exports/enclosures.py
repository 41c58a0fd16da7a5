"""Enclosures: the files that an export holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from clueso.domain.documents.documents import DocumentKind

OfParts = Mapping[DocumentKind, Mapping[int, Path]]
"""Files by the kind of their document and the index of their part."""


@dataclass(frozen=True, slots=True)
class Enclosures:
    """Pictures as their documents show them, moving pictures, and the owner's logo."""

    pictures: OfParts = field(default_factory=dict)
    clips: OfParts = field(default_factory=dict)
    logo: Path | None = None

    @property
    def paths(self) -> list[Path]:
        of_parts = (files for group in (self.pictures, self.clips) for files in group.values())
        return [*(path for files in of_parts for path in files.values()), *([self.logo] if self.logo else [])]

    def to_json(self) -> dict[str, Any]:
        return {
            "pictures": _listed(self.pictures),
            "clips": _listed(self.clips),
            "logo": str(self.logo) if self.logo else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        logo = Path(data["logo"]) if data["logo"] else None
        return cls(_read(data["pictures"]), _read(data["clips"]), logo)


def _listed(files: OfParts) -> dict[str, list[tuple[int, str]]]:
    return {kind: [(index, str(path)) for index, path in paths.items()] for kind, paths in files.items()}


def _read(listed: dict[str, list[tuple[int, str]]]) -> OfParts:
    return {
        DocumentKind(kind): {index: Path(path) for index, path in paths} for kind, paths in listed.items()
    }
