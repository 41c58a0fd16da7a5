"""File names: their length limit, the title made from them, and the header that names a download."""

from pathlib import PurePosixPath
from urllib.parse import quote

MOST_BYTES = 255
"""In UTF-8: the limit of ext4, XFS, ZFS and APFS. A file with a longer name could not be saved again."""
LONGEST_ENDING_BYTES = 16
MEDIA_ENDINGS = frozenset(
    "3g2 3gp 3gpp aac ac3 adts aif aifc aiff amr asf au avi awb bwf caf dif divx dv ec3 f4a f4v flac flv gsm ismv "
    "m1v m2t m2ts m2v m4a m4b m4r m4v mka mkv mod mov mp1 mp2 mp3 mp4 mpa mpe mpeg mpg mpga mpv mts mxf oga ogg "
    "ogm ogv ogx opus qt ra rf64 rm rmvb snd spx tod ts vob w64 wav wave weba webm wma wmv wv".split()
)
"""Endings of audio and video files. Any other text after a dot is part of the name: "2024.05.12 stand-up"."""
UNQUOTABLE = frozenset('"\\%/;')
"""Characters that browsers interpret differently inside the quotes of a header."""


def shortened(name: str) -> str:
    """Return the name in at most MOST_BYTES bytes, shortened before its ending."""
    if len(name.encode()) <= MOST_BYTES:
        return name
    ending = PurePosixPath(name).suffix
    if len(ending.encode()) > LONGEST_ENDING_BYTES:
        ending = ""
    # Cut in bytes. A character that is cut through is dropped below.
    stem = name.removesuffix(ending).encode()[: MOST_BYTES - len(ending.encode())]
    return stem.decode(errors="ignore") + ending


def title_of(name: str) -> str:
    """Return the name without an audio or video ending; "Untitled" if nothing is left."""
    stem, dot, ending = name.rpartition(".")
    title = stem if dot and ending.casefold() in MEDIA_ENDINGS else name
    return title.strip() or "Untitled"


def attachment(name: str) -> str:
    """Return the Content-Disposition header for a download: an ASCII name for old clients, the exact name for
    all others (RFC 6266).
    """
    plain = "".join(sign if " " <= sign <= "~" and sign not in UNQUOTABLE else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
