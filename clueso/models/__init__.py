"""Every table, one file per aggregate."""

from clueso.models.account import IdempotencyKey, PaidCall, User
from clueso.models.budget import TokenDay
from clueso.models.document import Document, DocumentPicture, DocumentVersion
from clueso.models.export import Export
from clueso.models.project import Project
from clueso.models.step import Step
from clueso.models.transcript import Chunk, ReplacedSegment, SegmentRow, Transcript, TranscriptVersion
from clueso.models.types import from_now, new_id
from clueso.models.upload import Upload, UploadStatus

__all__ = [
    "Chunk",
    "Document",
    "DocumentPicture",
    "DocumentVersion",
    "Export",
    "IdempotencyKey",
    "PaidCall",
    "Project",
    "ReplacedSegment",
    "SegmentRow",
    "Step",
    "TokenDay",
    "Transcript",
    "TranscriptVersion",
    "Upload",
    "UploadStatus",
    "User",
    "from_now",
    "new_id",
]
