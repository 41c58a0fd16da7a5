"""Settings: read once from the environment, checked, frozen, passed down. One file for each group of them."""

from clueso.config.parsing import DEFAULT_SCHEMA, GIB, KIB, MIB
from clueso.config.settings import Settings

__all__ = ["DEFAULT_SCHEMA", "GIB", "KIB", "MIB", "Settings"]
