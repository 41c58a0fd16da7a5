"""Writes the mail of a notice. It holds the recording's title and no word of its transcript."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from clueso.domain.words.visible import visible
from clueso.models import Event
from clueso.services.notifications.notices import Claimed, Mailbox

TITLE_CHARACTERS = 120
"""As much of a title as a mail shows."""
BUTTON = "display:inline-block;padding:10px 18px;border-radius:6px;background:#0b5c4d;color:#fff;text-decoration:none"
STYLE = "font-family:sans-serif;font-size:16px;line-height:1.5;color:#1c1c1c"


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says: one line, and then what to know and do."""

    headline: str
    paragraphs: tuple[str, ...] = ()


def words_of(claimed: Claimed) -> Words:
    """Return what a notice says, in plain text."""
    title = _line(claimed.data["title"])
    if claimed.event == Event.PROJECT_FAILED:
        error = claimed.data["error"] or {}
        told = (f"{error['title']}.", error["detail"]) if error else ()
        return Words(f"“{title}” could not be finished", told)
    failed = claimed.data["failed_documents"]
    if not failed:
        return Words(f"“{title}” is ready")
    names = " and ".join(filter(None, (", ".join(failed[:-1]), failed[-1])))
    missing = (
        f"{'One document' if len(failed) == 1 else f'{len(failed)} documents'} could not be written: {names}."
    )
    return Words(
        f"“{title}” is ready, but not all of it",
        (missing, "The rest is there. Open the recording to see why, and choose Retry."),
    )


def letter_of(claimed: Claimed, mailbox: Mailbox, *, sender: Address, public_url: str) -> EmailMessage:
    """Return the mail. It is the same in every try, its Message-ID included."""
    page = f"{public_url}/projects/{claimed.data['project_id']}"
    stop = f"{public_url}/unsubscribe/{mailbox.stop_token}"
    words = words_of(claimed)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = sender
    letter["To"] = Address(addr_spec=mailbox.address)
    # The library would decode what looks like an encoded word, such as one of a line break.
    letter["Subject"] = words.headline.replace("=?", "= ?")
    letter["Date"] = format_datetime(claimed.created_at)
    letter["Message-ID"] = f"<{claimed.id}@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["List-Unsubscribe"] = f"<{stop}>"
    if public_url.startswith("https://"):  # RFC 8058 asks for it
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    account = f"{public_url}/account"
    letter.set_content(_text(words, page, account, stop), cte="quoted-printable")
    letter.add_alternative(_html(words, page, account, stop), subtype="html", cte="quoted-printable")
    return letter


def _line(text: str) -> str:
    """Return a title as one visible line, whatever it held."""
    line = " ".join(visible(text).split())
    return line if len(line) <= TITLE_CHARACTERS else f"{line[: TITLE_CHARACTERS - 1]}…"


def _text(words: Words, page: str, account: str, stop: str) -> str:
    paragraphs = [
        f"{words.headline}.",
        *words.paragraphs,
        f"Open the recording: {page}",
        "-- ",
        f"You get this mail because you asked to hear when a recording is ready. You decide it on the page Account: {account}",
        f"Turn these mails off: {stop}",
    ]
    return "\n\n".join(paragraphs).replace("-- \n\n", "-- \n") + "\n"


def _html(words: Words, page: str, account: str, stop: str) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in words.paragraphs)
    return (
        f'<!doctype html><html lang="en"><body style="{STYLE}">'
        f"<p><strong>{escape(words.headline)}.</strong></p>{paragraphs}"
        f'<p><a href="{escape(page)}" style="{BUTTON}">Open the recording</a></p>'
        '<p style="font-size:13px;color:#5c5c5c">You get this mail because you asked to hear when a recording is ready. '
        f'<a href="{escape(account)}">You decide it on the page Account</a>, or '
        f'<a href="{escape(stop)}">turn these mails off</a>.</p></body></html>\n'
    )
