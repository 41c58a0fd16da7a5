"""What gunicorn serves where threads are to be busy: the app, and `/busy`, which works until a file is there."""

import os
from pathlib import Path

from tests.waiting import wait_for
from wsgi import app


@app.get("/busy")
def busy() -> str:
    wait_for((Path(os.environ["DATA_DIR"]) / "enough").exists, timeout_s=60)
    return "done"
