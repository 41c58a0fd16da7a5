"""The toolbox: every adapter, chosen by the settings and created at first use. No other module chooses."""

from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from clueso.config import Settings
from clueso.errors import ConfigError, ModelUnavailable, UploadMissing
from clueso.queue import Courier

if TYPE_CHECKING:
    from pathlib import Path

    from clueso.domain.documents.documents import DocumentKind
    from clueso.domain.ports.diariser import Diariser
    from clueso.domain.ports.host_uploads import HostUploads
    from clueso.domain.ports.mailer import Mailer
    from clueso.domain.ports.media import Media
    from clueso.domain.ports.outgoing import Outgoing
    from clueso.domain.ports.renderer import Renderer
    from clueso.domain.ports.screen_reader import ScreenReader
    from clueso.domain.ports.storage import Ailment, ObjectReader, Storage
    from clueso.domain.ports.transcriber import Transcriber
    from clueso.domain.ports.writer import Writer
    from clueso.services.notifications.pushing import Pusher
    from clueso.services.notifications.sending import Post
    from clueso.services.pipeline.dispatch import Dispatcher
    from clueso.transcription.openai import OpenAITranscriber

SCREEN_LIBRARY = "rapidocr"
PREVIEW_LIBRARY = "pocketsphinx"
READS_MEDIA = ("media", "transcribe")
"""Queues whose steps open recordings: `transcribe` cuts the stored sound when a stretch is
transcribed again.
"""


class Toolbox:
    """Creates the adapters. Imports are inside the properties, so that a process loads only what it uses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._readers: dict[str, ObjectReader] = {}

    @cached_property
    def courier(self) -> Courier:
        return Courier(self.settings.redis_url)

    @property
    def dispatcher(self) -> "Dispatcher":
        """The courier with the limit USER_STEPS_IN_QUEUE."""
        from clueso.services.pipeline.dispatch import Dispatcher

        return Dispatcher(self.courier, self.settings.user_steps_in_queue)

    @cached_property
    def storage(self) -> "Storage":
        known = self.settings
        if known.storage == "s3":
            from clueso.storage.s3 import S3Storage

            assert known.s3_bucket is not None  # Settings checked it
            return S3Storage(
                known.s3_bucket,
                prefix=known.s3_prefix,
                region=known.s3_region,
                endpoint_url=known.s3_endpoint_url,
            )
        from clueso.storage.disk import DiskStorage

        assert known.secret_key is not None  # made in development, required in production
        return DiskStorage(known.objects_dir, known.disk_url, known.secret_key)

    def reader_of(self, bucket: str | None) -> "ObjectReader":
        """Return the reader for linked uploads in a bucket of the host; for None, our own storage.

        Raises UploadMissing for a bucket that UPLOADS_BUCKETS does not name (any more).
        """
        return self.storage if bucket is None else self._linked_reader(bucket)

    def _linked_reader(self, bucket: str) -> "ObjectReader":
        from clueso.storage.s3_reader import S3Reader

        known = self.settings
        if bucket not in known.uploads_buckets:
            raise UploadMissing
        if bucket not in self._readers:
            self._readers[bucket] = S3Reader(
                bucket, region=known.s3_region, endpoint_url=known.s3_endpoint_url
            )
        return self._readers[bucket]

    def linked_ailments(self, bucket: str, known_key: str | None) -> "list[Ailment]":
        """Return the permissions that our role lacks in a bucket of linked uploads, or has and must not have.

        Raises StorageDown.
        """
        from clueso.storage.linked_care import LinkedBucket

        known = self.settings
        linked = LinkedBucket(bucket, region=known.s3_region, endpoint_url=known.s3_endpoint_url)
        return linked.ailments(known_key)

    @cached_property
    def host_uploads(self) -> "HostUploads | None":
        """The adapter that looks up linked uploads; None if the host has none."""
        known = self.settings
        if not known.has_linked_uploads:
            return None
        if known.uploads_lookup_url:
            from clueso.hosts.http import HttpUploads

            return HttpUploads(known.uploads_lookup_url, known.uploads_list_url)
        from clueso.hosts.sql import SqlUploads

        assert known.uploads_database_url and known.uploads_query  # Settings checked it
        return SqlUploads(known.uploads_database_url, known.uploads_query, known.uploads_list_query)

    @cached_property
    def outgoing(self) -> "Outgoing":
        """The adapter that connects to addresses that users name."""
        from clueso.outgoing.adapter import PublicSites

        return PublicSites(in_development=not self.settings.is_production)

    @cached_property
    def mailer(self) -> "Mailer | None":
        """The adapter that sends mail; None if the settings name no server."""
        if self.settings.mail_url:
            from clueso.mailing.smtp import SmtpServer

            return SmtpServer.of_url(self.settings.mail_url)
        if not self.settings.sends_mail:
            return None
        from clueso.mailing.folder import MailFolder

        return MailFolder(self.settings.mail_dir)

    @cached_property
    def post(self) -> "Post":
        """What sends notices to people."""
        from clueso.services.notifications.sending import Post

        known = self.settings
        return Post(self.mailer, known.mail_sender, (known.public_url or "").rstrip("/"), self._pusher())

    def _pusher(self) -> "Pusher | None":
        from clueso import web_push
        from clueso.services.notifications.pushing import Pusher

        key = web_push.key_of(self.settings)
        return Pusher(key, web_push.contact_of(self.settings), self.outgoing) if key else None

    def check_push(self) -> str:
        """Return whether browsers can be notified."""
        from clueso import web_push

        if web_push.key_of(self.settings) is None:
            return "none: browsers are told nothing while the page is closed (WEB_PUSH_KEY is empty)"
        return f"as {web_push.contact_of(self.settings)}"

    def check_mail(self) -> str:
        """Return a description of the mail server, which accepts our login. Raises Unavailable."""
        return self.mailer.check() if self.mailer else "none: people get no mail (MAIL_URL is empty)"

    @cached_property
    def media(self) -> "Media":
        from clueso.media.adapter import LocalMedia

        return LocalMedia(
            memory_bytes=self.settings.media_memory_bytes,
            chunk_s=self.settings.chunk_s,
            max_duration_s=self.settings.media_max_s,
            is_sandboxed=self.is_sandboxed,
        )

    @cached_property
    def diariser(self) -> "Diariser":
        from clueso.voices.adapter import LocalDiariser

        return LocalDiariser()

    @cached_property
    def screen_reader(self) -> "ScreenReader":
        from clueso.reading.adapter import LocalReader

        return LocalReader(memory_bytes=self.settings.media_memory_bytes, is_sandboxed=self.is_sandboxed)

    @cached_property
    def reads_screens(self) -> bool:
        """Whether the screens of recordings are read. `auto` reads them where the reader is installed."""
        if self.settings.screen_reader == "auto":
            return find_spec(SCREEN_LIBRARY) is not None
        return self.settings.screen_reader != "none"

    @cached_property
    def is_sandboxed(self) -> bool:
        """Whether children that read untrusted files run in bwrap. In development, only where bwrap works."""
        if self.settings.media_sandbox == "limits":
            return False
        from clueso import sandbox

        return self.settings.is_production or sandbox.works()

    @cached_property
    def engines(self) -> dict[str, str]:
        """The chosen engines, with "auto" resolved: `{"transcriber": "sphinx", "writer": "extractive"}`."""
        return {"transcriber": self._transcriber_name(), "writer": self._writer_name()}

    def _transcriber_name(self) -> str:
        if self.settings.transcriber != "auto":
            return self.settings.transcriber
        return "whisper" if self._whisper_folder() else "sphinx"

    def _writer_name(self) -> str:
        if self.settings.writer != "auto":
            return self.settings.writer
        return "openai" if self.settings.openai_api_key else "extractive"

    @property
    def kinds(self) -> "tuple[DocumentKind, ...]":
        """The kinds of documents that the chosen writer writes."""
        from clueso.domain.documents.documents import DocumentKind

        if self.engines["writer"] == "openai":
            return tuple(DocumentKind)
        from clueso.writing.extractive.kinds import ARRANGEMENTS

        return tuple(kind for kind in DocumentKind if kind in ARRANGEMENTS)

    def check_queue(self, queue: str) -> None:
        """Check that the machine has what a worker of this queue needs. Raises ConfigError."""
        if queue == "transcribe":
            self._check_recogniser()
        if queue == "media":
            self.check_screen_reader()
        if queue in READS_MEDIA and self.settings.is_production:
            self._check_children()

    def _check_recogniser(self) -> None:
        """Raise ConfigError if the chosen recogniser is not installed here, or its model is not."""
        name, known = self.engines["transcriber"], self.settings
        if name == "whisper" and not self._whisper_folder():
            raise ConfigError(
                f"WHISPER_MODEL is {known.whisper_model!r}, which is not in {known.models_dir}. Fetch it with"
                f" `python -m clueso.transcription.fetch {known.whisper_model} {known.models_dir}`, or set"
                " TRANSCRIBER to another engine."
            )
        if name == "sphinx" and not find_spec(PREVIEW_LIBRARY):
            raise ConfigError(
                "TRANSCRIBER is sphinx, an English preview that is not installed. Set whisper or openai, or"
                f" install {PREVIEW_LIBRARY} (requirements-dev.txt has it)."
            )

    def _check_children(self) -> None:
        """Raise ConfigError if children that read recordings would be less confined than
        MEDIA_SANDBOX says.
        """
        from clueso import sandbox

        if reason := sandbox.unfiltered():
            known = self.settings.media_sandbox
            raise ConfigError(f"MEDIA_SANDBOX is {known}, which does not hold here: {reason}. Install it.")
        if self.is_sandboxed and (reason := sandbox.hindrance()):
            raise ConfigError(
                f"MEDIA_SANDBOX is bwrap, which does not work here: {reason}. Install bubblewrap, or set"
                " MEDIA_SANDBOX=limits where something else keeps recordings from this machine."
            )

    def _whisper_folder(self) -> "Path | None":
        from clueso.transcription.whisper_model import find_model

        return find_model(self.settings.whisper_model, self.settings.models_dir)

    def check_screen_reader(self) -> str:
        """Return a description of the reader of screens, without loading it. Raises ConfigError."""
        if not self.reads_screens:
            is_chosen = self.settings.screen_reader == "none"
            return "none" if is_chosen else "none: it is not installed (requirements-screens.txt)"
        if find_spec(SCREEN_LIBRARY) is None:
            raise ConfigError(
                "SCREEN_READER is rapidocr, which is not installed. Install requirements-screens.txt, or set"
                " SCREEN_READER=none."
            )
        return SCREEN_LIBRARY

    def check_transcriber(self) -> str:
        """Return a description of the recogniser, without loading it. An endpoint is checked like the
        writer's.

        Raises ModelUnavailable, TranscriberDown.
        """
        name, known = self.engines["transcriber"], self.settings
        if name == "whisper":
            folder = self._whisper_folder()
            if folder is None:
                raise ModelUnavailable(f"There is no model {known.whisper_model!r} on disk.")
            return f"whisper, model in {folder}"
        if name == "openai":
            self._openai_transcriber().check()
            return f"openai {known.openai_transcribe_model}, the key is accepted"
        return f"{name}, an English preview"

    def check_writer(self) -> str:
        """Return a description of the writer. An endpoint is asked, for free, whether it knows the key and
        the model.

        Raises ModelUnavailable, WriterDown.
        """
        if self.engines["writer"] == "extractive":
            return "extractive, no language model"
        from clueso.writing.completions import Completions

        known = self.settings
        with Completions(
            api_key=known.openai_api_key or "",
            base_url=known.openai_base_url,
            model=known.openai_model,
            timeout_s=10,
        ) as completions:
            completions.check()
        return f"{self.engines['writer']} {known.openai_model}, the key is accepted"

    @cached_property
    def transcriber(self) -> "Transcriber":
        """The recogniser. Use it in a separate process (`jobs.warm_child`), because it holds the model."""
        known = self.settings
        match self.engines["transcriber"]:
            case "whisper":
                from clueso.transcription.whisper import WhisperTranscriber

                return WhisperTranscriber(
                    known.whisper_model,
                    models_dir=known.models_dir,
                    device=known.whisper_device,
                    compute_type=known.whisper_compute_type,
                    threads=known.whisper_threads,
                    batch_size=known.whisper_batch_size,
                )
            case "openai":
                return self._openai_transcriber()
            case _:
                from clueso.transcription.sphinx import SphinxTranscriber

                return SphinxTranscriber()

    def _openai_transcriber(self) -> "OpenAITranscriber":
        from clueso.transcription.openai import OpenAITranscriber

        known = self.settings
        return OpenAITranscriber(
            known.openai_transcribe_model, api_key=known.openai_api_key or "", base_url=known.openai_base_url
        )

    @cached_property
    def writer(self) -> "Writer":
        known = self.settings
        if self.engines["writer"] == "extractive":
            from clueso.writing.extractive.apart import ApartWriter

            return ApartWriter()
        if self.engines["writer"] == "small":
            from clueso.writing.small import SmallWriter

            return SmallWriter(
                api_key=known.openai_api_key or "",
                model=known.openai_model,
                base_url=known.openai_base_url,
                questions_at_once=known.writer_sections_at_once,
                timeout_s=known.writer_timeout_s,
            )
        from clueso.writing.openai import OpenAIWriter

        return OpenAIWriter(
            api_key=known.openai_api_key or "",
            model=known.openai_model,
            base_url=known.openai_base_url,
            section_tokens=known.writer_section_tokens,
            sections_at_once=known.writer_sections_at_once,
            timeout_s=known.writer_timeout_s,
        )

    @cached_property
    def renderer(self) -> "Renderer":
        from clueso.rendering.adapter import PageRenderer

        return PageRenderer()
