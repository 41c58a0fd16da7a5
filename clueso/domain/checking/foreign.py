"""Finds addresses and markup, which no text about a recording may contain unless they were spoken."""

import re
import unicodedata
from collections.abc import Iterator

from clueso.domain.words.wording import UNSPACED

_STOPS = r"\s<>\"'`\u201c\u201d"
_WITH_SCHEME = re.compile(
    rf"[a-z][a-z0-9+.-]{{1,30}}://[^{_STOPS}]*"
    rf"|\b(?:javascript|vbscript|data|mailto|tel|sms|blob|file|about|xmpp|view-source):[^{_STOPS}]+"
    rf"|\bwww\.[^{_STOPS}]+"
    rf"|\w[\w.+-]{{0,63}}@\w[\w.-]*",  # RFC 5321: at most 64 before the @
    re.IGNORECASE,
)
_DOTTED = re.compile(rf"(?<![\w.@-])[\w-]+(?:\.[\w-]+)+(?::\d+)?(?P<path>[/?#][^{_STOPS}]*)?")
_UNSPACED_ENDINGS = frozenset("中国 中國 香港 台灣 台湾 新加坡 公司 网络 网址 在线 移动 集团 みんな".split())
_COMMON_ENDINGS = frozenset("com org net io dev app ai co edu gov info biz uk de fr eu us xyz".split())
FILE_ENDINGS = frozenset(
    "bash bat bmp c cfg conf cpp css csv db deb dll dmg doc docx env exe flac gif go gz h htm html ini ipynb jar "
    "java jpeg jpg js json jsonl jsx key kt lock log m4a md mjs mkv mov mp3 mp4 odp ods odt ogg parquet pdf pem "
    "php pl png ppt pptx ps1 psd py rar rb rpm rs rtf scss sh sql sqlite srt svelte svg swift tar tgz tiff toml "
    "ts tsv tsx txt vtt vue wav webm webp xls xlsx xml yaml yml zip".split()
)
"""Endings that belong to files far more often than to hosts."""

_TAG = re.compile(r"<[a-z/!?][^<>]*>|<[a-z][\w:-]*\s[^<>]*=", re.IGNORECASE)
_TYPE_PARAMETER = re.compile(r"<[\w, ]+>")  # List<String>
_ELEMENTS = frozenset(
    "a b base br button code div em embed form h1 h2 h3 hr i iframe img input li link meta object ol p pre script "
    "span strong style svg table template u ul video audio".split()
)
_MARKDOWN = re.compile(r"!?\[[^\[\]]*\]\([^()]*\)|!\[|\]\(")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]{2,31}\d*);", re.IGNORECASE)


def addresses(text: str) -> list[str]:
    """Return the URLs, hosts and mail addresses in a text, without the punctuation after them."""
    folded = _folded(text)
    found = [_bare(match[0]) for match in _WITH_SCHEME.finditer(folded)]
    rest = _WITH_SCHEME.sub(" ", folded)
    return found + [_bare(match[0]) for match in _DOTTED.finditer(rest) if _is_host(match)]


def file_names(text: str) -> list[str]:
    """Return dotted names that are no addresses: "report.pdf", "main.py"."""
    rest = _WITH_SCHEME.sub(" ", _folded(text))
    names = (match[0] for match in _DOTTED.finditer(rest) if not _is_host(match))
    return [name for name in names if name.rpartition(".")[2].casefold() in FILE_ENDINGS]


def markup(text: str) -> Iterator[str]:
    """Yield HTML tags and entities, and the links and images of Markdown."""
    spaced = " ".join(text.split())
    for match in _TAG.finditer(spaced):
        if not _is_type(spaced, match):
            yield match[0]
    yield from (match[0] for match in _MARKDOWN.finditer(spaced))
    yield from (match[0] for match in _ENTITY.finditer(spaced))


def _folded(text: str) -> str:
    """Return the text as a browser reads a host: full-width letters and dots become plain ones."""
    return re.sub(r"(?<=[a-zA-Z0-9])\u3002(?=[a-zA-Z0-9])", ".", unicodedata.normalize("NFKC", text))


def _bare(address: str) -> str:
    return address.rstrip(".,;:!?)]}\u2026")


def _is_host(match: re.Match[str]) -> bool:
    """Return whether a dotted name could be a host.

    Any ending counts, except those of files, abbreviations and numbers, and two sentences without a space
    between them ("the end.Then").
    """
    ending = re.split(r"[:/?#]", match[0])[0].rpartition(".")[2]
    folded = ending.casefold()
    if folded in _COMMON_ENDINGS or folded.startswith("xn--"):
        return True
    if not ending.isalpha() or len(ending) < 2 or (folded in FILE_ENDINGS and not match["path"]):
        return False
    if re.search(f"[{UNSPACED}]", ending):
        return ending in _UNSPACED_ENDINGS
    # "the end.Then" is two sentences. A host in capitals or lower case is one word.
    return not ending.istitle()


def _is_type(text: str, match: re.Match[str]) -> bool:
    """Return whether this is the parameter of a type ("List<String>") or a comparison ("a<b and c>d")."""
    follows_word = match.start() > 0 and text[match.start() - 1].isalnum()
    return (
        follows_word
        and _TYPE_PARAMETER.fullmatch(match[0]) is not None
        and match[0][1:-1].strip() not in _ELEMENTS
    )
