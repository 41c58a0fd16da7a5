"""Settings of the recogniser, the writer and the reader of screens."""

from dataclasses import dataclass

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Engines:
    """Settings of the recogniser, the writer and the reader of screens."""

    transcriber: str = setting(
        "TRANSCRIBER",
        "auto",
        "The recogniser: `whisper`, `openai` or `sphinx` (an English preview). `auto`, for development only, is `whisper` if its model "
        "is on disk, else `sphinx`.",
        choices=("auto", "whisper", "sphinx", "openai"),
    )
    whisper_model: str = setting(
        "WHISPER_MODEL",
        "base",
        "Name of the Whisper model (`make model` fetches it into the data folder), or the folder that holds a model.",
    )
    whisper_device: str = setting(
        "WHISPER_DEVICE",
        "auto",
        "The device that Whisper runs on: `auto`, `cpu` or `cuda`.",
        choices=("auto", "cpu", "cuda"),
    )
    whisper_compute_type: str = setting(
        "WHISPER_COMPUTE_TYPE",
        "auto",
        "Compute type of CTranslate2. `auto` is `int8` on a CPU and `float16` on a GPU; `default` is the type of the model's file.",
    )
    whisper_threads: int = setting(
        "WHISPER_THREADS",
        "1",
        "CPU threads of one recogniser. One `transcribe` worker per core is faster than more threads.",
    )
    whisper_batch_size: int = setting(
        "WHISPER_BATCH_SIZE",
        "1",
        "Windows that Whisper decodes at once. More than 1 needs more memory and pays off only on a GPU.",
    )
    transcribe_timeout_s: int = setting(
        "TRANSCRIBE_TIMEOUT_S", "3600", "Timeout for transcribing one chunk, in seconds."
    )

    writer: str = setting(
        "WRITER",
        "auto",
        "The writer: `openai`, `small` (for models of 1 to 4 billion parameters, at the same endpoint: the extractive documents, "
        "improved text by text) or `extractive` (no language model). `auto`, for development only, is `openai` if a key is set, "
        "else `extractive`.",
        choices=("auto", "openai", "small", "extractive"),
    )
    openai_api_key: str | None = setting(
        "OPENAI_API_KEY",
        None,
        "API key of the `openai` and `small` writers and of the `openai` recogniser.",
        secret=True,
    )
    openai_base_url: str | None = setting(
        "OPENAI_BASE_URL", None, "URL of another OpenAI-compatible endpoint; OpenAI itself when empty."
    )
    openai_model: str = setting("OPENAI_MODEL", "gpt-5-mini", "Model of the `openai` and `small` writers.")
    openai_transcribe_model: str = setting(
        "OPENAI_TRANSCRIBE_MODEL",
        "whisper-1",
        "Model of the `openai` recogniser. It must return word or segment times (`verbose_json`).",
    )
    writer_section_tokens: int = setting(
        "WRITER_SECTION_TOKENS",
        "24000",
        "Transcript tokens that the writer reads in one call. A longer transcript is written in sections.",
    )
    writer_sections_at_once: int = setting(
        "WRITER_SECTIONS_AT_ONCE",
        "4",
        "Sections of one long transcript that are written in parallel; questions of the `small` writer.",
    )
    writer_tokens_per_day: int = setting(
        "WRITER_TOKENS_PER_DAY",
        "10000000",
        "Tokens of the language model, prompts and completions together, per user and day (UTC); 0 is no limit.",
    )
    writer_timeout_s: int = setting(
        "WRITER_TIMEOUT_S", "180", "Timeout of one call to the language model, in seconds."
    )

    screen_reader: str = setting(
        "SCREEN_READER",
        "auto",
        "What reads the screens of recordings with video: `rapidocr` or `none`. `auto` is `rapidocr` if it is installed "
        "(`requirements-screens.txt`), else `none`.",
        choices=("auto", "rapidocr", "none"),
    )
