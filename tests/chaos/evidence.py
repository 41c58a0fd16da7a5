"""Evidence: all that is judged after the faults, read once from the database and from the stand-ins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.chaos.cluster import Cluster
from tests.chaos.paying import Paid

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Rows as the judges take them; `projects` and `heard` by the project's id."""

    projects: Mapping[str, Row]
    steps: Sequence[Row]
    audit: Sequence[Row]
    documents: Sequence[Row]
    heard: Mapping[str, list[tuple[Any, ...]]]
    paid: Paid
    model_hits: dict[str, int]
    storage_hits: dict[str, int]

    def is_ready(self, project_id: str) -> bool:
        return project_id in self.projects and self.projects[project_id]["status"] == "ready"

    @property
    def step_audit(self) -> list[Row]:
        return [row for row in self.audit if row["name"] != "project"]

    @property
    def disk_hits(self) -> dict[str, int]:
        return {"disk-full": sum((row["error"] or "").startswith("disk-full:") for row in self.audit)}


def gather(cluster: Cluster, model: Any, storage: dict[str, int]) -> Evidence:
    """`model` and `storage` are what those stand-ins tell of themselves."""
    projects = cluster.rows("SELECT id, status, error FROM projects")
    steps = cluster.rows(
        "SELECT s.name, s.status, s.errors, s.crashes, s.last_error, p.status AS project"
        " FROM steps s JOIN projects p ON p.id = s.project_id"
    )
    documents = cluster.rows(
        "SELECT p.instructions AS wish, d.kind, d.status, count(t.key) AS pictures FROM documents d"
        " JOIN projects p ON p.id = d.project_id LEFT JOIN document_pictures t ON t.document_id = d.id"
        " WHERE p.status = 'ready' GROUP BY 1, 2, 3"
    )
    heard: dict[str, list[tuple[Any, ...]]] = {}
    for row in cluster.rows(
        "SELECT project_id, start_ms, end_ms, text FROM segments ORDER BY project_id, position"
    ):
        heard.setdefault(row["project_id"], []).append((row["start_ms"], row["end_ms"], row["text"]))
    return Evidence(
        projects={row["id"]: row for row in projects},
        steps=steps,
        audit=cluster.rows("SELECT * FROM audit ORDER BY at"),
        documents=documents,
        heard=heard,
        paid=Paid(model["charges"], {(wish, kind) for wish, kind in model["refused"]}),
        model_hits=model["hits"],
        storage_hits=storage,
    )
