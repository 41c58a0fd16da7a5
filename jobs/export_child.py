"""The child process that makes an export: `python -m jobs.export_child`, started by `jobs.export`."""

import shutil
from pathlib import Path

from clueso.child import Json, serve
from clueso.config import Settings
from clueso.confinement import Limits, confine
from clueso.domain.pages.exports import RenderedFormat
from clueso.domain.ports.watch import Watch
from clueso.errors import NotRendered, disk_full_translated
from clueso.services.exports import archive, orders
from clueso.services.exports.enclosures import Enclosures
from clueso.services.exports.orders import Order
from clueso.toolbox import Toolbox

TOO_LARGE = (
    "Making it takes more memory or time than is allowed. Nothing is lost. Choose text, Markdown or HTML, or"
    " split what is very long."
)


def handle(request: Json, watch: Watch) -> Json:
    """Answer `{"order", "segments", "enclosures", "into", "limits"}`.

    `segments` is the file with the segments, `into` is the folder for the result.
    """
    del watch
    confine(Limits.from_json(request["limits"]))
    try:
        # A full scratch disk is an outage, which is retried, not a defect of the page.
        with disk_full_translated():
            segments = orders.read_segments(Path(request["segments"]))
            order = Order.from_json(request["order"], segments)
            enclosures = Enclosures.from_json(request["enclosures"])
            return {"path": str(_made(order, enclosures, Path(request["into"])))}
    except MemoryError as error:
        raise NotRendered(TOO_LARGE) from error


def _made(order: Order, enclosures: Enclosures, into: Path) -> Path:
    renderer = Toolbox(Settings.unchecked({})).renderer
    if order.subject.format is RenderedFormat.ZIP:
        top = into / "everything"
        inside = top / Path(order.filename).stem
        inside.mkdir(parents=True)
        archive.write_everything(order, renderer, enclosures, inside)
        return Path(shutil.make_archive(str(top), "zip", top))
    path = into / f"export.{order.subject.format}"
    shown = enclosures.pictures.get(order.subject.kind, {}) if order.subject.kind else {}
    renderer.render(archive.page_of(order, enclosures), order.subject.format, shown, path)
    return path


if __name__ == "__main__":
    serve(handle)
