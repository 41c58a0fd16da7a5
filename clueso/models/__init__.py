"""All database tables, one file per subject."""

from clueso.models.account import Departure, IdempotencyKey, PaidCall, User
from clueso.models.api_key import ApiKey, Scope
from clueso.models.audit import Deed
from clueso.models.budget import Daily, DayUse, TokenDay
from clueso.models.document import Document, DocumentPicture, DocumentVersion, OwnPicture
from clueso.models.export import Export
from clueso.models.installation import Installation
from clueso.models.passage import PassageRow, Place
from clueso.models.project import Project
from clueso.models.rehearing import Rehearing
from clueso.models.screen import ScreenRow
from clueso.models.speaker import SpeakerRow
from clueso.models.step import Step
from clueso.models.transcript import Chunk, ReplacedSegment, SegmentRow, Transcript, TranscriptVersion
from clueso.models.turn import TurnRow
from clueso.models.types import from_now, new_id
from clueso.models.upload import Upload, UploadStatus

__all__ = [
    "ApiKey",
    "Chunk",
    "Daily",
    "DayUse",
    "Deed",
    "Departure",
    "Document",
    "DocumentPicture",
    "DocumentVersion",
    "Export",
    "IdempotencyKey",
    "Installation",
    "OwnPicture",
    "PaidCall",
    "PassageRow",
    "Place",
    "Project",
    "Rehearing",
    "ReplacedSegment",
    "Scope",
    "ScreenRow",
    "SegmentRow",
    "SpeakerRow",
    "Step",
    "TokenDay",
    "Transcript",
    "TranscriptVersion",
    "TurnRow",
    "Upload",
    "UploadStatus",
    "User",
    "from_now",
    "new_id",
]
