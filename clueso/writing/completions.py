"""Chat completions with strict structured output, as replies that code can check."""

from collections.abc import Sequence
from typing import Any

from clueso.domain.ports.writer import Reply
from clueso.errors import CallRefused, ModelUnavailable, WriterDown, WriterLost, WriterRefused
from clueso.openai_client import Json, OpenAIClient, Service


class QuestionTooLong(CallRefused):
    """The request is longer than the model's context."""


LANGUAGE_MODEL = Service(
    "The language model's endpoint",
    down=WriterDown,
    lost=WriterLost,
    too_large=WriterRefused,
    missing=ModelUnavailable,
    refused=CallRefused,
    too_long=QuestionTooLong,
)
TEMPERATURE = 0.2
"""Low, because a document shall say what was said, and say it again in the same way."""
MOST_TOKENS = 100_000_000  # more than any model can bill for one call

Message = dict[str, str]


class Completions:
    """A client with connections of its own. Close it, or use it as a context manager."""

    def __init__(self, *, api_key: str, base_url: str | None, model: str, timeout_s: float) -> None:
        self._client = OpenAIClient(
            LANGUAGE_MODEL, api_key=api_key, base_url=base_url, model=model, timeout_s=timeout_s
        )

    def __enter__(self) -> "Completions":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.__exit__(*error)

    def check(self) -> None:
        """Check the endpoint, the key and the model for free. Raises ModelUnavailable, WriterDown."""
        self._client.check()

    def ask(
        self,
        messages: Sequence[Message],
        *,
        name: str,
        schema: dict[str, Any],
        most_tokens: int,
        idempotency_key: str,
    ) -> Reply:
        """Ask for JSON of a schema in at most `most_tokens`. A longer answer is cut ("length").

        A refusal is a reply with the finish reason "refusal". When the question is longer than the model's
        context, the reply is empty and its finish reason is "length". Raises WriterDown (with
        `retry_after_s` if the endpoint gives it), WriterLost, WriterRefused, ModelUnavailable, CallRefused.
        """
        json_schema = {"name": name, "strict": True, "schema": schema}
        try:
            answer = self._client.complete(
                idempotency_key=idempotency_key,
                most_tokens=most_tokens,
                temperature=TEMPERATURE,
                messages=list(messages),
                response_format={"type": "json_schema", "json_schema": json_schema},
            )
        except QuestionTooLong:
            return Reply(text="", finish_reason="length", input_tokens=0, output_tokens=0)
        try:
            return _reply(answer)
        except (AttributeError, LookupError, TypeError) as error:
            raise self._client.unusable() from error


def _reply(answer: Json) -> Reply:
    """Return the first choice. Raises AttributeError, LookupError or TypeError if this is no completion."""
    choice, usage = answer["choices"][0], answer.get("usage") or {}
    message = choice["message"]
    refusal, content = message.get("refusal"), message.get("content")
    if not isinstance(content, str | None):
        raise TypeError("the content is no text")
    return Reply(
        # No database takes a NUL character.
        text=str(refusal or content or "").replace("\0", ""),
        finish_reason="refusal" if refusal else str(choice.get("finish_reason") or "stop")[:32],
        input_tokens=_tokens(usage["prompt_tokens"]) if usage else 0,
        output_tokens=_tokens(usage["completion_tokens"]) if usage else 0,
    )


def _tokens(count: object) -> int:
    """Return the tokens that the endpoint counted; 0 for a count that cannot be true."""
    return count if isinstance(count, int) and 0 <= count <= MOST_TOKENS else 0
