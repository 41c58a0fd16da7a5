"""Write the table of docs/settings.md from the settings themselves: `python scripts/settings_table.py`."""

import sys
from dataclasses import fields
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from clueso.config import Settings  # noqa: E402 - the path comes first

PAGE = ROOT / "docs/settings.md"
BEGIN, END = "<!-- settings: made by scripts/settings_table.py -->\n", "<!-- /settings -->"


def table(settings: type[Settings] = Settings) -> str:
    """Return a Markdown table with a row for each setting."""
    rows = ["| variable | default | what it is |", "| --- | --- | --- |"]
    for field in fields(settings):
        default = field.metadata["default"]
        shown = f"`{default}`" if default else ""
        rows.append(f"| `{field.metadata['env']}` | {shown} | {field.metadata['doc']} |")
    return "\n".join(rows) + "\n"


def with_table(text: str) -> str:
    """Return the page's text with the present table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
