"""pictures:<kind>: takes pictures of the screen at the moments that a document names, and alternatives to
them.
"""

import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from clueso.domain.documents.documents import DocumentKind
from clueso.domain.files import keys
from clueso.domain.ports.media import Picture, Surroundings
from clueso.domain.ports.watch import Share
from clueso.errors import CluesoError
from clueso.services.documents import pictures
from clueso.services.documents.pictures import Search
from clueso.services.documents.taken_pictures import Taken
from clueso.services.pipeline import claimed_steps
from jobs import source
from jobs.attempt import Attempt
from jobs.runtime import Runtime

log = logging.getLogger(__name__)

CHOSEN_SHARE = 0.3
"""Measured share of the chosen pictures in the time of the whole step."""


def run(attempt: Attempt, runtime: Runtime) -> None:
    _Pictures(attempt, runtime).take()


class _Pictures:
    """One attempt at the pictures of a document.

    The chosen pictures are committed as soon as they exist: the document has them even if the search for
    alternatives fails.
    """

    def __init__(self, attempt: Attempt, runtime: Runtime) -> None:
        self._attempt = attempt
        self._runtime = runtime
        self._claim = attempt.claim
        self._kind = DocumentKind(attempt.claim.subject)
        self._storage = runtime.toolbox.storage
        self._media = runtime.toolbox.media

    def take(self) -> None:
        claim, project_id = self._claim, self._claim.project_id
        if moments := pictures.wanted(project_id, self._kind):
            chosen = self._chosen(moments)
            # Committed at once: the document has these pictures even if the search for alternatives fails.
            claimed_steps.checkpoint(claim, lambda: pictures.record_early(project_id, claim.name, chosen))
        searches = pictures.searches(project_id, self._kind)
        others = self._others(searches) if searches else {}
        searched = [search.at_ms for search in searches]
        claimed_steps.finish(
            claim, lambda project: pictures.record_others(project, claim.name, others, searched=searched)
        )

    def _chosen(self, moments: list[int]) -> dict[int, Taken]:
        watch = Share(self._attempt, 0.0, CHOSEN_SHARE)
        found = self._media.pictures(self._source, moments, self._attempt.scratch, watch)
        return {
            moment: self._stored(f"{moment}", picture) for moment, picture in zip(moments, found, strict=True)
        }

    def _others(self, searches: Sequence[Search]) -> dict[int, Taken]:
        """Return alternatives from around the chosen pictures. An error here is only logged: the document
        works without alternatives.
        """
        others: dict[int, Taken] = {}
        try:
            watch = Share(self._attempt, CHOSEN_SHARE, 1.0)
            around = self._surroundings(searches)
            for picture in self._media.candidates(self._source, around, self._attempt.scratch, watch):
                others[picture.at_ms] = self._stored(f"other-{picture.at_ms}", picture)
        except CluesoError as error:
            log.warning("%s of %s: no other pictures: %s", self._claim.name, self._claim.project_id, error)
        return others

    def _surroundings(self, searches: Sequence[Search]) -> list[Surroundings]:
        keys = sorted({key for search in searches for key in search.known})
        files = {key: self._attempt.scratch / f"known-{number}.jpg" for number, key in enumerate(keys)}
        for key, path in files.items():
            self._attempt.check()
            self._storage.download(key, path, self._attempt)
        return [
            Surroundings(
                search.within.start_ms, search.within.end_ms, tuple(files[key] for key in search.known)
            )
            for search in searches
        ]

    def _stored(self, name: str, picture: Picture) -> Taken:
        self._attempt.check()
        claim = self._claim
        key = keys.picture(claim.project_id, claim.step_id, claim.attempt, name)
        self._storage.upload(picture.path, key, "image/jpeg", self._attempt)
        return {"key": key, "width": picture.width, "height": picture.height}

    @cached_property
    def _source(self) -> Path:
        return source.fetch(self._attempt, self._runtime)
