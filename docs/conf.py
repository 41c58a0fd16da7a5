"""Builds these pages as a site: `make docs`."""

import sys
from datetime import date
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parents[1]))

from scripts import reference

project = "Clueso"
author = "The authors of Clueso"
copyright = f"{date.today().year}, {author}"

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = [
    "*.md",
    "client/README.md",
    "deploy/iam/README.md",
    "docs/*.md",
    "docs/decisions/*.md",
    "docs/reference/*.md",
]
html_theme = "furo"
html_title = "Clueso"
html_show_sphinx = False
html_copy_source = False

myst_heading_anchors = 4
"""Links to headings work as they do in the repository."""


def setup(app: Sphinx) -> None:
    """Make the pages that come from the code, and show diagrams as they are written: what draws them would come
    from another host.
    """
    reference.write()
    app.add_lexer("mermaid", TextLexer)
