"""All database tables, one file per subject."""

from clueso.models.account import Departure, IdempotencyKey, Owner, PaidCall
from clueso.models.api_key import ApiKey, Scope
from clueso.models.audit import Deed
from clueso.models.budget import Daily, DayUse, ModelDay, TokenDay
from clueso.models.comment import Comment
from clueso.models.document import Document, DocumentPicture, DocumentVersion, OwnPicture
from clueso.models.export import Export
from clueso.models.installation import Installation
from clueso.models.label import MetadataEntry, Tag
from clueso.models.notice import ADDRESS_MAX, Channel, Contact, Notice, PushSubscription
from clueso.models.passage import PassageRow, Place
from clueso.models.paused_queue import OPERATOR_MAX, PausedQueue
from clueso.models.person import Person
from clueso.models.project import Project
from clueso.models.rehearing import Rehearing
from clueso.models.screen import ScreenRow
from clueso.models.shared_link import SharedLink
from clueso.models.speaker import SpeakerRow
from clueso.models.step import Step
from clueso.models.transcript import Chunk, ReplacedSegment, SegmentRow, Transcript, TranscriptVersion
from clueso.models.tries import DeliveryStatus, SentInTries
from clueso.models.turn import TurnRow
from clueso.models.types import from_now, new_id
from clueso.models.upload import Upload, UploadStatus
from clueso.models.webhook import Delivery, Event, Webhook

__all__ = [
    "ADDRESS_MAX",
    "OPERATOR_MAX",
    "ApiKey",
    "Channel",
    "Chunk",
    "Comment",
    "Contact",
    "Daily",
    "DayUse",
    "Deed",
    "Delivery",
    "DeliveryStatus",
    "Departure",
    "Document",
    "DocumentPicture",
    "DocumentVersion",
    "Event",
    "Export",
    "IdempotencyKey",
    "Installation",
    "MetadataEntry",
    "ModelDay",
    "Notice",
    "OwnPicture",
    "Owner",
    "PaidCall",
    "PassageRow",
    "PausedQueue",
    "Person",
    "Place",
    "Project",
    "PushSubscription",
    "Rehearing",
    "ReplacedSegment",
    "Scope",
    "ScreenRow",
    "SegmentRow",
    "SentInTries",
    "SharedLink",
    "SpeakerRow",
    "Step",
    "Tag",
    "TokenDay",
    "Transcript",
    "TranscriptVersion",
    "TurnRow",
    "Upload",
    "UploadStatus",
    "Webhook",
    "from_now",
    "new_id",
]
