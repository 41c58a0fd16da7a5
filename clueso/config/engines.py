"""What hears and what writes."""

from dataclasses import dataclass

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Engines:
    """What hears and what writes."""

    transcriber: str = setting(
        "TRANSCRIBER",
        "auto",
        "`auto` (development only: whisper when its model is on disk, else sphinx), `whisper`, `sphinx` (an English preview) or `openai`.",
        choices=("auto", "whisper", "sphinx", "openai"),
    )
    whisper_model: str = setting(
        "WHISPER_MODEL",
        "base",
        "A model's name (`make model` fetches it into the data folder) or the folder that holds one.",
    )
    whisper_device: str = setting(
        "WHISPER_DEVICE", "auto", "`auto`, `cpu` or `cuda`.", choices=("auto", "cpu", "cuda")
    )
    whisper_compute_type: str = setting(
        "WHISPER_COMPUTE_TYPE",
        "auto",
        "CTranslate2's compute type. `auto` is `int8` on a CPU and `float16` on a GPU; `default` is the model's own.",
    )
    whisper_threads: int = setting(
        "WHISPER_THREADS",
        "1",
        "CPU threads of one recogniser; one `transcribe` worker per core is quicker than more threads.",
    )
    whisper_batch_size: int = setting(
        "WHISPER_BATCH_SIZE",
        "1",
        "Windows decoded at once, in more memory; worth it on a GPU.",
    )
    transcribe_timeout_s: int = setting(
        "TRANSCRIBE_TIMEOUT_S", "3600", "The longest that one chunk may take, in seconds."
    )

    writer: str = setting(
        "WRITER",
        "auto",
        "`auto` (development only: openai when a key is set, else extractive), `openai` or `extractive`.",
        choices=("auto", "openai", "extractive"),
    )
    openai_api_key: str | None = setting(
        "OPENAI_API_KEY", None, "Key for the `openai` writer and recogniser.", secret=True
    )
    openai_base_url: str | None = setting("OPENAI_BASE_URL", None, "Another OpenAI-compatible endpoint.")
    openai_model: str = setting("OPENAI_MODEL", "gpt-5-mini", "The writer's model.")
    openai_transcribe_model: str = setting(
        "OPENAI_TRANSCRIBE_MODEL",
        "whisper-1",
        "The recogniser's model; it must give word or segment times (`verbose_json`).",
    )
    writer_section_tokens: int = setting(
        "WRITER_SECTION_TOKENS",
        "24000",
        "Transcript tokens that the writer is shown in one call; longer transcripts are written in sections.",
    )
    writer_sections_at_once: int = setting(
        "WRITER_SECTIONS_AT_ONCE", "4", "Sections of one long transcript that are written side by side."
    )
    writer_tokens_per_day: int = setting(
        "WRITER_TOKENS_PER_DAY",
        "10000000",
        "Tokens of the language model, asked and answered, per user and day (UTC); 0 is no limit.",
    )
    writer_timeout_s: int = setting(
        "WRITER_TIMEOUT_S", "180", "The longest that one call of the writer may take, in seconds."
    )
