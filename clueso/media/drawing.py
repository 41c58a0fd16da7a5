"""Draws a picture as its document shows it: blurs burnt in, marks drawn, cropped. By Pillow, as JPEG.

A picture is a user's file, so this runs in the sandboxed child only.
"""

from collections.abc import Sequence
from pathlib import Path
from struct import error as StructError

from PIL import Image, ImageOps, UnidentifiedImageError

from clueso.domain.box import edges
from clueso.domain.documents.kinds.body import MarkKind
from clueso.domain.ports.media import Drawing
from clueso.domain.ports.watch import Watch
from clueso.media.blurring import burn
from clueso.media.marking import draw

FORMATS = ("JPEG", "PNG")
MOST_PIXELS = 40_000_000
"""Largest picture that is read: twice that of a good camera. As RGB it takes 120 MB."""
QUALITY = 90
NOT_READ = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    StructError,
)
"""What Pillow raises for a file that is no picture, is cut off, or lies about itself."""


def drawn(drawings: Sequence[Drawing], *, into: Path, watch: Watch) -> list[Path | None]:
    """Write `drawn-<n>.jpg` (from 1) for each drawing. Return their paths; None for a picture that cannot be read."""
    made: list[Path | None] = []
    for number, drawing in enumerate(drawings, 1):
        path = into / f"drawn-{number}.jpg"
        made.append(path if _is_made(drawing, path) else None)
        watch.progress(number / len(drawings))
    return made


def _is_made(drawing: Drawing, path: Path) -> bool:
    try:
        image = _read(drawing.picture)
    except (*NOT_READ, MemoryError):
        return False
    # Burnt before all else: what is scaled, drawn and encoded later no longer holds what the blur hides.
    for mark in drawing.marks:
        if mark.kind is MarkKind.BLUR:
            burn(image, mark.box)
    shown = edges(drawing.crop, *image.size) if drawing.crop else (0, 0, *image.size)
    others = [mark for mark in drawing.marks if mark.kind is not MarkKind.BLUR]
    image = draw(image, others, shown, drawing.colour)
    # Full colour in each pixel: half of it would fray a thin line.
    image.save(path, "JPEG", quality=QUALITY, subsampling=0)
    return True


def _read(path: Path) -> Image.Image:
    """Return the pixels of a picture, upright, and nothing else of its file."""
    with Image.open(path, formats=FORMATS) as file:
        if file.width * file.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(file).convert("RGBA")
    # A new image: Pillow would write a comment of the file into the JPEG. What is transparent is white, as a page.
    image = Image.new("RGB", upright.size, "white")
    image.paste(upright, mask=upright)
    return image
