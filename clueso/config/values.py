"""The values of all settings, as the checks read them."""

import tempfile
from dataclasses import dataclass
from email.headerregistry import Address
from pathlib import Path

from clueso.config.backing_services import BackingServices
from clueso.config.engines import Engines
from clueso.config.limits import Limits
from clueso.config.linked import Linked
from clueso.config.notifications import Notifications, sender
from clueso.config.pipeline import Pipeline
from clueso.config.process import Process

LOCAL_SENDER = Address("Clueso", addr_spec="clueso@localhost")


@dataclass(frozen=True, kw_only=True)
class Values(Pipeline, Engines, Limits, Linked, Notifications, BackingServices, Process):
    """A field for each setting, and what follows from them. Only `Settings` makes one."""

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def uses_clerk(self) -> bool:
        return self.clerk_issuer is not None

    @property
    def traces_endpoint(self) -> str | None:
        """The address that takes traces, if any does."""
        if self.otel_traces_endpoint or not self.otel_endpoint:
            return self.otel_traces_endpoint
        return self.otel_endpoint.rstrip("/") + "/v1/traces"

    @property
    def traces_headers(self) -> str | None:
        return self.otel_traces_headers or self.otel_headers

    @property
    def sends_mail(self) -> bool:
        """Whether people can get mail. Development writes it into a folder."""
        return bool(self.mail_url) or not self.is_production

    @property
    def mail_sender(self) -> Address:
        """The sender of mail. Development has one that nobody can answer."""
        return (sender(self.mail_from) if self.mail_from else None) or LOCAL_SENDER

    @property
    def scratch_root(self) -> Path:
        return self.scratch_dir or Path(tempfile.gettempdir())

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def mail_dir(self) -> Path:
        return self.data_dir / "mail"

    @property
    def objects_dir(self) -> Path:
        return self.data_dir / "objects"
