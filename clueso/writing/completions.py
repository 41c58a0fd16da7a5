"""Chat completions of an OpenAI-compatible endpoint: one call, one reply, our own errors."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from clueso.domain.ports import Reply
from clueso.domain.retry_after import pause_s
from clueso.errors import CallRefused, CluesoError, ModelUnavailable, WriterDown, WriterLost, WriterRefused

if TYPE_CHECKING:
    import openai

MAX_REPLY_BYTES = 8 * 1024 * 1024
CONNECT_TIMEOUT_S = 10.0
MOST_TOKENS = 100_000_000  # more than any model can be billed for one call
NO_COMPLETION = "The language model's endpoint answered with something that is no completion."

Message = dict[str, str]


class Completions:
    """A client of its own connections: close it, or use it as a context manager."""

    def __init__(self, *, api_key: str, base_url: str | None, model: str, timeout_s: float) -> None:
        import openai

        from clueso.capped import CappedTransport

        self._model = model
        self._client = openai.OpenAI(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,  # tries are counted, and paid for, by the ledger
            timeout=openai.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
            http_client=openai.DefaultHttpxClient(
                transport=CappedTransport(max_bytes=MAX_REPLY_BYTES, timeout_s=timeout_s)
            ),
        )

    def __enter__(self) -> "Completions":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def check(self) -> None:
        """Ask for the list of models, which costs nothing. Raises ModelUnavailable when the endpoint does
        not accept the key or does not have the model, WriterDown."""
        with _translated():
            try:
                names = {model.id for model in self._client.models.list()}
            except (AttributeError, TypeError) as error:  # the client takes whatever came for models
                raise ModelUnavailable("What answered is no language model's endpoint.") from error
        if self._model not in names:
            raise ModelUnavailable(f"The language model's endpoint has no model {self._model!r}.")

    def ask(
        self, messages: Sequence[Message], *, name: str, schema: dict[str, Any], idempotency_key: str
    ) -> Reply:
        """Ask for JSON of a schema. A refusal is a reply with finish reason "refusal"; what is longer than
        the model reads at once, an empty one with finish reason "length".

        Raises WriterDown (with `retry_after_s` where the endpoint says it), ModelUnavailable, WriterRefused.
        """
        import openai

        json_schema = {"name": name, "strict": True, "schema": schema}
        with _translated():
            try:
                completion = self._client.chat.completions.create(  # type: ignore[call-overload]
                    model=self._model,
                    messages=list(messages),
                    response_format={"type": "json_schema", "json_schema": json_schema},
                    extra_headers={"Idempotency-Key": idempotency_key},
                )
            except openai.BadRequestError as error:
                if error.code == "context_length_exceeded":
                    return Reply(text="", finish_reason="length", input_tokens=0, output_tokens=0)
                raise
        return _reply(completion)


def _reply(completion: Any) -> Reply:
    """The client builds its objects from whatever came, unchecked: here it is checked."""
    try:
        choice, usage = completion.choices[0], completion.usage
        refusal, content = choice.message.refusal, choice.message.content
        used = (usage.prompt_tokens, usage.completion_tokens) if usage else (0, 0)
    except (AttributeError, LookupError, TypeError) as error:
        raise WriterDown(NO_COMPLETION) from error
    if not isinstance(content, str | None):
        raise WriterDown(NO_COMPLETION)
    input_tokens, output_tokens = map(_tokens, used)
    return Reply(
        text=str(refusal or content or "").replace("\0", ""),  # which no database takes
        finish_reason="refusal" if refusal else str(choice.finish_reason or "stop")[:32],
        input_tokens=input_tokens,
        output_tokens=output_tokens,
    )


def _tokens(told: object) -> int:
    """The tokens that the endpoint says it counted; 0 where it says nothing that can be true."""
    return told if isinstance(told, int) and 0 <= told <= MOST_TOKENS else 0


@contextmanager
def _translated() -> Iterator[None]:
    import httpx2
    import openai

    from clueso.capped import ReplyTooLarge

    try:
        yield
    except openai.APIStatusError as error:
        raise _status_error(error) from error
    except openai.APIConnectionError as error:
        if isinstance(error.__cause__, ReplyTooLarge):
            raise WriterRefused("The language model's answer was larger than any document.") from error
        if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout):
            raise WriterDown("The language model cannot be reached.") from error
        raise WriterLost("The language model did not answer in time.") from error
    except (openai.OpenAIError, ValueError) as error:  # ValueError: a body that is no JSON
        raise WriterDown("The language model's endpoint answered with something unreadable.") from error


def _status_error(error: "openai.APIStatusError") -> CluesoError:
    status = error.status_code
    if status in (401, 403, 404) or error.code == "insufficient_quota":
        return ModelUnavailable(
            f"The language model's endpoint does not let us in (status {status}). "
            "Tell those who run this service to check its key and model."
        )
    if status in (408, 409, 425, 429) or status >= 500:
        return WriterDown(
            f"The language model's endpoint is busy or down (status {status}).",
            retry_after_s=pause_s(error.response.headers.get("Retry-After")),
        )
    return CallRefused(f"The language model's endpoint did not accept the request (status {status}).")
