"""What a WSGI server loads: `gunicorn wsgi:app`."""

import os
import sys

from clueso import create_app
from clueso.config import Settings
from clueso.errors import ConfigError

try:
    app = create_app(Settings.from_env(os.environ))
except ConfigError as error:
    sys.exit(f"A setting is wrong: {error}")
