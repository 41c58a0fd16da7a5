"""The toolbox: every adapter, chosen by the settings, built when it is first used. Nobody else chooses."""

from functools import cached_property
from typing import TYPE_CHECKING

from clueso.config import Settings
from clueso.queue import Courier

if TYPE_CHECKING:
    from clueso.domain.ports import Media, Renderer, Storage, Transcriber, Writer


class Toolbox:
    """Imports stand inside the properties: a process loads only what it uses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def courier(self) -> Courier:
        return Courier(self.settings.redis_url)

    @cached_property
    def storage(self) -> "Storage":
        known = self.settings
        if known.storage == "s3":
            from clueso.storage.s3 import S3Storage

            assert known.s3_bucket is not None  # Settings checked it
            return S3Storage(known.s3_bucket, region=known.s3_region, endpoint_url=known.s3_endpoint_url)
        from clueso.storage.disk import DiskStorage

        assert known.secret_key is not None  # made in development, required in production
        return DiskStorage(known.objects_dir, known.disk_url, known.secret_key)

    @cached_property
    def media(self) -> "Media":
        from clueso.media.adapter import LocalMedia

        return LocalMedia(
            memory_bytes=self.settings.media_memory_bytes,
            chunk_s=self.settings.chunk_s,
            max_duration_s=self.settings.media_max_s,
        )

    @cached_property
    def engines(self) -> dict[str, str]:
        """Which engines are on, "auto" resolved: `{"transcriber": "sphinx", "writer": "extractive"}`."""
        return {"transcriber": self._transcriber_name(), "writer": self._writer_name()}

    def _transcriber_name(self) -> str:
        if self.settings.transcriber != "auto":
            return self.settings.transcriber
        from clueso.transcription.whisper_model import find_model

        return "whisper" if find_model(self.settings.whisper_model, self.settings.models_dir) else "sphinx"

    def _writer_name(self) -> str:
        if self.settings.writer != "auto":
            return self.settings.writer
        return "openai" if self.settings.openai_api_key else "extractive"

    @cached_property
    def transcriber(self) -> "Transcriber":
        """Belongs into a process of its own (`jobs.warm_child`): it holds the model."""
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
                from clueso.transcription.openai import OpenAITranscriber

                return OpenAITranscriber(
                    known.openai_transcribe_model,
                    api_key=known.openai_api_key or "",
                    base_url=known.openai_base_url,
                )
            case _:
                from clueso.transcription.sphinx import SphinxTranscriber

                return SphinxTranscriber()

    @cached_property
    def writer(self) -> "Writer":
        known = self.settings
        if self.engines["writer"] == "extractive":
            from clueso.writing.extractive import ExtractiveWriter

            return ExtractiveWriter()
        from clueso.writing.openai import OpenAIWriter

        return OpenAIWriter(
            api_key=known.openai_api_key or "",
            model=known.openai_model,
            base_url=known.openai_base_url,
            section_tokens=known.writer_section_tokens,
            timeout_s=known.writer_timeout_s,
        )

    @cached_property
    def renderer(self) -> "Renderer":
        from clueso.rendering.adapter import PageRenderer

        return PageRenderer()
