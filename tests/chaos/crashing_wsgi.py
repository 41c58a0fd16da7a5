"""What gunicorn serves where the web process is to crash: the app over what `crashing_web` has wrapped."""

from tests.chaos.crashing_web import install

install()

from wsgi import app  # noqa: E402, F401 - it binds what was wrapped
