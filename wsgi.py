"""What a WSGI server loads: `gunicorn wsgi:app`."""

import os
import sys

from clueso import create_app
from clueso.config import Settings
from clueso.errors import ConfigError

GIVE_UP = 4
"""The status of a worker on which gunicorn ends too; after another it would start the next one, for ever."""

try:
    app = create_app(Settings.from_env(os.environ))
except ConfigError as error:
    sys.stderr.write(f"A setting is wrong: {error}\n")
    sys.exit(GIVE_UP)
