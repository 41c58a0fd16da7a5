"""What a WSGI server loads: `gunicorn wsgi:app`."""

import os

from clueso import create_app
from clueso.config import Settings

app = create_app(Settings.from_env(os.environ))
