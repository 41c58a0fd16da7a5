"""Writes mail into a folder, for development: one `.eml` file for each message."""

from email.message import EmailMessage
from pathlib import Path

from clueso.domain.ports.mailer import Receipt


class MailFolder:
    """The Mailer port. A file is named after the message's id, so a message that is sent twice is there once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> Receipt:
        name = "".join(char for char in str(message["Message-ID"]) if char.isalnum() or char in "-.@")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f".{name}"
            draft.write_bytes(message.as_bytes())
            draft.replace(self._folder / f"{name}.eml")
        except OSError as error:
            return Receipt(f"The folder {self._folder} cannot be written to: {error.strerror}.")
        return Receipt()

    def check(self) -> str:
        return f"written into {self._folder}, for development"
