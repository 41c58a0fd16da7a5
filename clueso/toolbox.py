"""The toolbox: every adapter, chosen by the settings, built when it is first used. Nobody else chooses."""

from functools import cached_property
from typing import TYPE_CHECKING

from clueso.config import Settings
from clueso.errors import ModelUnavailable
from clueso.queue import Courier

if TYPE_CHECKING:
    from clueso.domain.ports import Media, Renderer, Storage, Transcriber, Writer
    from clueso.transcription.openai import OpenAITranscriber


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

    def check_transcriber(self) -> str:
        """What the recogniser is, without loading it; an endpoint is asked as that of the writer.

        Raises ModelUnavailable, TranscriberDown.
        """
        name, known = self.engines["transcriber"], self.settings
        if name == "whisper":
            from clueso.transcription.whisper_model import find_model

            folder = find_model(known.whisper_model, known.models_dir)
            if folder is None:
                raise ModelUnavailable(f"There is no model {known.whisper_model!r} on disk.")
            return f"whisper, model in {folder}"
        if name == "openai":
            self._openai_transcriber().check()
            return f"openai {known.openai_transcribe_model}, the key is accepted"
        return f"{name}, an English preview"

    def check_writer(self) -> str:
        """What the writer is; an endpoint is asked, for free, whether it knows the key and the model.

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
        return f"openai {known.openai_model}, the key is accepted"

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
            from clueso.writing.extractive import ExtractiveWriter

            return ExtractiveWriter()
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
