"""The writer that asks a language model, and believes nothing that code cannot check."""

from clueso.domain.checking import doubts
from clueso.domain.checking.heard import Heard
from clueso.domain.checking.inventions import warnings_of
from clueso.domain.documents.documents import Coverage, Generator, Warning
from clueso.domain.pages.written_language import name_of, written_language
from clueso.domain.ports.watch import Watch
from clueso.domain.ports.writer import Draft, Ledger, WritingTask
from clueso.domain.screens.beside import words_beside
from clueso.domain.words.wording import tokens
from clueso.errors import WriterRefused
from clueso.writing import prompts, supporting
from clueso.writing.asking import Asking
from clueso.writing.completions import Completions
from clueso.writing.drafting import Drafting
from clueso.writing.headed import headed


class OpenAIWriter:
    """Writes with the chat completions of OpenAI, or of a compatible endpoint with strict structured output.

    One call shows at most `section_tokens` of a transcript. `sections_at_once` threads write sections side by
    side, and each uses the ledger.
    """

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        base_url: str | None = None,
        section_tokens: int = 24_000,
        sections_at_once: int = 1,
        timeout_s: float = 180.0,
    ) -> None:
        self._api_key = api_key
        self._model = model
        self._base_url = base_url
        self._section_tokens = section_tokens
        self._sections_at_once = sections_at_once
        self._timeout_s = timeout_s

    @property
    def engine(self) -> str:
        return f"openai {self._model}"

    def write(self, task: WritingTask, ledger: Ledger, watch: Watch) -> Draft:
        """See the port `Writer`."""
        if not any(tokens(segment.text) for segment in task.segments):
            raise WriterRefused("The transcript has no words to write from.")
        heard = Heard(
            task.segments,
            spoken=task.language,
            given=(task.title, task.working_title, *task.vocabulary, task.instructions or ""),
            seen=words_beside(task.segments, task.screens),
        )
        with Completions(
            api_key=self._api_key, base_url=self._base_url, model=self._model, timeout_s=self._timeout_s
        ) as completions:
            asking = Asking(task, heard, self._model, completions, ledger, watch, self._sections_at_once)
            body = Drafting(asking, self._section_tokens).body()
        tally = asking.tally
        coverage = Coverage(tally.segments_read, len(task.segments))
        if coverage.segments_read != coverage.segments_total:
            raise WriterRefused("Not all of the transcript was read, so the document would be incomplete.")
        body = headed(body, task)
        watch.check()
        watch.progress(1.0)
        written = written_language(body, spoken=task.language)
        return Draft(
            body=body,
            coverage=coverage,
            warnings=(
                *caveats(written, task.language),
                *warnings_of(tally.taken),
                *supporting.warnings_of(tally.mended),
                *tally.warnings,
                *doubts.warnings(body, heard, language=written),
            ),
            generator=Generator(
                "openai",
                self._model,
                prompts.version(task.kind),
                tally.input_tokens,
                tally.output_tokens,
            ),
            title=getattr(body, "title", None) or None,
        )


def caveats(written: str, spoken: str) -> tuple[Warning, ...]:
    """Return a warning that a translation was not checked; none without one."""
    if written == spoken:
        return ()
    reason = (
        f"This is a translation into {name_of(written)}: numbers, addresses and labels in quotation marks "
        "were compared with what was said, the translation itself was not."
    )
    return (Warning("", "", reason),)
