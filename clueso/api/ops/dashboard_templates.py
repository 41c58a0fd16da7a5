"""Adapts rq-dashboard's templates: escapes output, adds our nonce, removes buttons, links to /ops."""

import re
from typing import Any

from jinja2 import BaseLoader, Environment

# In underscore's templates `<%=` prints unescaped and `<%-` escapes.
# Left out are prints that rq-dashboard escapes itself, through an empty element.
RAW = re.compile(r"<%=(?!\s*\$\('<div/>'\)\.text)")
BUTTON = re.compile(
    r"<(a|button)\b[^>]*\b(?:requeue-job-btn|requeue-all-btn|compact-btn)\b[^>]*>.*?</\1>", re.DOTALL
)
ACTIONS = re.compile(r'<th class="narrow">Actions</th>|<td class="actions narrow">.*?</td>', re.DOTALL)
BANNER = """<body>
<p role="note" style="margin: 0; padding: .5rem 1rem; background: #fff3cd; color: #533f03">
  These pages show the jobs that Redis keeps: those of the last minutes, and failed jobs of the last day. The
  database decides what runs. To see every failed step and requeue it, go to
  <a style="color: inherit; text-decoration: underline" href="{{ request.script_root.removesuffix('/queues') }}">Clueso operations</a>.
</p>"""


class FittedTemplates(BaseLoader):
    """Loads the templates of rq-dashboard 0.9 and adapts them.

    Our dashboard is read-only, so its buttons could only fail. Its texts say "Failed" for jobs of every
    registry.
    """

    def __init__(self, inner: BaseLoader | None) -> None:
        assert inner is not None
        self._inner = inner

    def get_source(self, environment: Environment, template: str) -> Any:
        source, filename, is_current = self._inner.get_source(environment, template)
        for pattern, replacement in ((BUTTON, ""), (ACTIONS, ""), (RAW, "<%-")):
            source = pattern.sub(replacement, source)
        for ours, theirs in (
            (BANNER, "<body>"),
            ('<script nonce="{{ nonce() }}"', "<script"),
            ("Ended <%- d.ended_at %>", "Failed <%- d.ended_at %>"),
            ("These are the {{ registry_name }} jobs of", "This list below contains all the queued jobs on"),
        ):
            source = source.replace(theirs, ours)
        return source, filename, is_current
