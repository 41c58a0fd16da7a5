"""The values of all settings, as the checks read them."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from clueso.config.backing_services import BackingServices
from clueso.config.engines import Engines
from clueso.config.limits import Limits
from clueso.config.linked import Linked
from clueso.config.pipeline import Pipeline
from clueso.config.process import Process


@dataclass(frozen=True, kw_only=True)
class Values(Pipeline, Engines, Limits, Linked, BackingServices, Process):
    """A field for each setting, and what follows from them. Only `Settings` makes one."""

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def uses_clerk(self) -> bool:
        return self.clerk_issuer is not None

    @property
    def scratch_root(self) -> Path:
        return self.scratch_dir or Path(tempfile.gettempdir())

    @property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @property
    def objects_dir(self) -> Path:
        return self.data_dir / "objects"
