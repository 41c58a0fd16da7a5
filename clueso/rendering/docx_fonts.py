"""The product's faces inside a Word file, so that it looks the same where nobody has installed them."""

from itertools import groupby
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn

from clueso.rendering.faces import FACES, SERIF, Face

OBFUSCATED = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
OBFUSCATED_BYTES = 32
"""Length of the beginning of a font that the format obscures with the font's key (ECMA-376, 17.8.1)."""
STAND_INS = {SERIF: "Georgia"}
"""What a program shows that does not read embedded fonts."""


def embed(document: DocxDocument) -> None:
    """Put every face into the document."""
    table = document.part.part_related_by(RT.FONT_TABLE)
    fonts = [_font(table, family, list(faces)) for family, faces in groupby(FACES, lambda face: face.family)]
    table._blob = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts xmlns:w="{nsmap["w"]}" xmlns:r="{nsmap["r"]}">{"".join(fonts)}</w:fonts>'
    ).encode()
    embedded = OxmlElement("w:embedTrueTypeFonts")
    # The order of the settings is fixed: this one follows the zoom.
    settings = document.settings.element
    zoom = settings.find(qn("w:zoom"))
    settings.insert(0 if zoom is None else settings.index(zoom) + 1, embedded)


def _font(table: Part, family: str, faces: list[Face]) -> str:
    slots = {face.slot: _slot(table, face) for face in faces}
    instead = STAND_INS.get(family, "Arial")
    found = "".join(slots[slot] for slot in ("Regular", "Bold", "Italic") if slot in slots)
    return f"<w:font w:name={quoteattr(family)}><w:altName w:val={quoteattr(instead)}/>{found}</w:font>"


def _slot(table: Part, face: Face) -> str:
    """Add the font of a face to the document. Return its entry in the table of fonts."""
    key = str(uuid5(NAMESPACE_URL, face.file)).upper()
    name = PackURI(f"/word/fonts/{face.file}.odttf")
    package = table.package
    assert package is not None  # the part was loaded from one
    part = Part(name, OBFUSCATED, _obscured(face.ttf, key), package)
    return f'<w:embed{face.slot} r:id="{table.relate_to(part, RT.FONT)}" w:fontKey="{{{key}}}"/>'


def _obscured(font: bytes, key: str) -> bytes:
    pad = bytes.fromhex(key.replace("-", ""))[::-1] * 2
    head = bytes(byte ^ by for byte, by in zip(font, pad, strict=False))
    return head + font[OBFUSCATED_BYTES:]
