"""Settings: read once from the environment, checked, frozen and passed down.

Each group of settings has its own file.
"""

from clueso.config.parsing import DEFAULT_SCHEMA, GIB, KIB, MIB
from clueso.config.settings import Settings

__all__ = ["DEFAULT_SCHEMA", "GIB", "KIB", "MIB", "Settings"]
