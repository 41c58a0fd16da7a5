"""One running attempt of a step: renews its lease, writes its progress, and detects that it must stop."""

import logging
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from clueso.config import Settings
from clueso.domain.transcript import Segment
from clueso.services.pipeline import claimed_steps, ledger
from clueso.services.pipeline.claimed_steps import Claim, LeaseLost
from jobs.scratch import Scratch
from jobs.shutdown import Shutdown

log = logging.getLogger(__name__)

PROGRESS_PAUSE_S = 1.0
RENEWER_S = 5.0
"""How long a finished attempt waits for its lease thread, which a slow database may block."""


class HandBack(BaseException):
    """The worker shuts down: another worker gets the step, and the try is not counted as failed."""


class Attempt:
    """The Watch of one claim (`clueso.domain.ports.watch.Watch`), with its own scratch folder."""

    def __init__(self, app: Flask, claim: Claim, settings: Settings, shutdown: Shutdown) -> None:
        self.claim = claim
        self._app = app
        self._settings = settings
        self._shutdown = shutdown
        self._lost = threading.Event()
        self._over = threading.Event()
        self._renewed_at = claim.asked_at
        self._told_at = time.monotonic()
        self._scratch = Scratch(settings.scratch_root, claim.kind.name)
        # A child process or a download waits for this pipe beside its own work, so a lost lease stops it at
        # once.
        self._readable, self._wake = os.pipe()
        self._renewer = threading.Thread(target=self._renew, name=f"lease of {claim.step_id}", daemon=True)

    @property
    def scratch(self) -> Path:
        return self._scratch.path

    def __enter__(self) -> Self:
        self._shutdown.listen(self._wake)
        self._renewer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._renewer.join(RENEWER_S)
        self._shutdown.ignore(self._wake)
        # A thread that is still alive may write to the pipe later, so the pipe then stays open.
        if not self._renewer.is_alive():
            os.close(self._wake)
            os.close(self._readable)
        self._scratch.remove()

    def check(self) -> None:
        """Raise HandBack or LeaseLost if the step must stop now. HandBack goes first: a shutdown leaves less
        time.
        """
        if self._shutdown.is_requested:
            raise HandBack
        if self._lost.is_set() or not self._is_held():
            raise LeaseLost(f"{self.claim.name} of {self.claim.project_id}")

    def fileno(self) -> int:
        return self._readable

    def progress(self, fraction: float) -> None:
        """Write the progress, at most once a second. A failed write is only logged. Raises LeaseLost."""
        if time.monotonic() - self._told_at < PROGRESS_PAUSE_S:
            return
        self._told_at = time.monotonic()
        try:
            claimed_steps.report_progress(self.claim, fraction)
        except SQLAlchemyError as error:
            log.warning("the progress of %s could not be written: %s", self.claim.step_id, error)

    def heard(self, segments: Sequence[Segment]) -> None:
        """Do nothing: only `transcribe` stores the segments that a recogniser has so far."""

    def _renew(self) -> None:
        while not self._over.wait(self._settings.heartbeat_s):
            try:
                # Even when the step is lost: the reply of a paid call is still awaited.
                with self._app.app_context():
                    ledger.prolong(self.claim, lease_s=self._settings.lease_s)
                is_ours = self._lost.is_set() or self._is_renewed()
            except SQLAlchemyError as error:
                log.warning("the lease of %s could not be renewed: %s", self.claim.step_id, error)
                # While the database is down, no other worker can take the step before the lease runs out.
                is_ours = not self._is_overdue
            if not is_ours and not self._lost.is_set():
                self._lost.set()
                # Wakes the code that waits for `fileno`.
                os.write(self._wake, b"!")

    def _is_held(self) -> bool:
        """Return whether the lease still holds.

        A process that stood still past its lease finds out here, before it continues work, or makes a paid
        call, that belongs to another worker by now.
        """
        try:
            return not self._is_overdue or self._is_renewed()
        except SQLAlchemyError:
            return False

    @property
    def _is_overdue(self) -> bool:
        return time.monotonic() - self._renewed_at >= self._settings.lease_s

    def _is_renewed(self) -> bool:
        # Before the query, so that our count of the lease never ends after the database's.
        asked_at = time.monotonic()
        with self._app.app_context():  # called from any thread
            is_ours = claimed_steps.renew(self.claim, lease_s=self._settings.lease_s)
        if is_ours:
            self._renewed_at = asked_at
        return is_ours
