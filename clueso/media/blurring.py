"""Burns a blur into a picture, so that nothing can tell what stood there."""

from random import Random

from PIL import Image, ImageDraw, ImageStat

from clueso.domain.box import Box, edges

BLOCK = 8
"""Side of a block of JPEG, in pixels. Within a block a letter leaves traces beside itself."""
CELLS_ACROSS = 64
"""Number of cells of the mosaic in the width of a picture."""
SHADE = 14
"""Levels by which a cell is darker or lighter than the picture around the box, at most."""
GREY = (128, 128, 128)


def burn(image: Image.Image, box: Box) -> None:
    """Replace the box, and the blocks that it touches, by a mosaic.

    No pixel inside decides how it looks, so nothing can be computed back from it: its colour is that of the pixels
    around it, and its shades follow from its place.
    """
    left, top, right, bottom = _blocks(edges(box, *image.size), image.size)
    colour = _around(image, left, top, right, bottom)
    cell = max(BLOCK, round(image.width / CELLS_ACROSS))
    shades = Random(f"{left} {top} {right} {bottom}")
    pen = ImageDraw.Draw(image)
    for y in range(top, bottom, cell):
        for x in range(left, right, cell):
            shade = shades.randint(-SHADE, SHADE)
            # On white and on black there are shades too.
            fill = tuple(min(255 - SHADE, max(SHADE, level)) + shade for level in colour)
            pen.rectangle((x, y, min(x + cell, right) - 1, min(y + cell, bottom) - 1), fill=fill)


def _blocks(box: tuple[int, int, int, int], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the box, grown to whole blocks of JPEG."""
    left, top, right, bottom = box
    return (
        left // BLOCK * BLOCK,
        top // BLOCK * BLOCK,
        min(-(-right // BLOCK) * BLOCK, size[0]),
        min(-(-bottom // BLOCK) * BLOCK, size[1]),
    )


def _around(image: Image.Image, left: int, top: int, right: int, bottom: int) -> tuple[int, ...]:
    """Return the mean colour of the blocks around a box; grey where it covers the picture."""
    outer = (
        max(0, left - BLOCK),
        max(0, top - BLOCK),
        min(image.width, right + BLOCK),
        min(image.height, bottom + BLOCK),
    )
    ring = Image.new("1", (outer[2] - outer[0], outer[3] - outer[1]), 1)
    ring.paste(0, (left - outer[0], top - outer[1], right - outer[0], bottom - outer[1]))
    if not ring.getbbox():
        return GREY
    return tuple(map(round, ImageStat.Stat(image.crop(outer), ring).mean))
