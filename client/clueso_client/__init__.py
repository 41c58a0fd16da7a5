"""The client of Clueso.

with Clueso("https://clueso.example.com", key) as clueso:
    project = clueso.process(Path("tour.mp4"), documents=["guide"])
    for project in clueso.watch(project["id"]):
        print(project["progress"])
"""

from clueso_client.client import Clueso
from clueso_client.errors import CluesoError, NoKey, Problem, Unreachable
from clueso_client.shapes import Document, Export, Hit, Project, Segment, Transcript, Upload

__all__ = [
    "Clueso",
    "CluesoError",
    "Document",
    "Export",
    "Hit",
    "NoKey",
    "Problem",
    "Project",
    "Segment",
    "Transcript",
    "Unreachable",
    "Upload",
]
