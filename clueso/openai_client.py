"""The client of an OpenAI-compatible endpoint: one request, one JSON object, errors of ours.

The writer and the recogniser share it, and with it the timeouts, the limits, the errors and their words.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from clueso.errors import CallLost, CluesoError, ModelUnavailable, Unavailable
from clueso.openai_parameters import Parameters
from clueso.retry_after import pause_s

if TYPE_CHECKING:
    import openai

PUBLIC_URL = "https://api.openai.com/v1"
MAX_ANSWER_BYTES = 8 * 1024 * 1024
CONNECT_TIMEOUT_S = 10.0
REASON_LETTERS = 300
TOO_LONG = "context_length_exceeded"
SECRET = re.compile(r"\b(?:[spr]k-[\w*.-]{6,}|Bearer \S+)")
TELL = "Tell those who run this service to check its key and model."

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Service:
    """The errors of an endpoint, and its name in their messages.

    - `name` begins a sentence.
    - `down`: busy or unreachable; nothing was charged.
    - `lost`: the request may have been charged, and no usable answer came.
    - `too_large`: the answer exceeds MAX_ANSWER_BYTES.
    - `missing`: key, credit or model is wrong.
    - `refused`: the endpoint does not accept this request.
    - `too_long`: the request is longer than the model's context.
    """

    name: str
    down: type[Unavailable]
    lost: type[CallLost]
    too_large: type[CluesoError]
    missing: type[ModelUnavailable]
    refused: type[CluesoError]
    too_long: type[CluesoError]


class OpenAIClient:
    """Connections to one endpoint for one model. Close it, or use it as a context manager."""

    def __init__(
        self, service: Service, *, api_key: str, base_url: str | None, model: str, timeout_s: float
    ) -> None:
        import openai

        from clueso.capped import CappedTransport

        self._service = service
        self._api_key = api_key
        self._model = model
        self._parameters = Parameters(is_openai=base_url in (None, PUBLIC_URL))
        transport = CappedTransport(
            max_bytes=MAX_ANSWER_BYTES, timeout_s=timeout_s, proxy=_proxy(base_url or PUBLIC_URL)
        )
        self._client = openai.OpenAI(
            api_key=api_key,
            base_url=base_url,
            max_retries=0,  # the ledger counts the tries, because each may be charged
            timeout=openai.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
            http_client=openai.DefaultHttpxClient(transport=transport),
        )

    def __enter__(self) -> "OpenAIClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def check(self) -> None:
        """Ask for the list of models, which costs nothing.

        Raises the service's `missing` when the endpoint does not accept the key or lacks the model,
        ModelUnavailable when the endpoint lists no models, and `down` or `lost`.
        """
        import openai

        with self._our_errors():
            try:
                listed = self._client.models.with_raw_response.list().http_response
                names = {model["id"] for model in json.loads(listed.text)["data"]}
            except (openai.NotFoundError, LookupError, TypeError, ValueError, RecursionError) as error:
                raise ModelUnavailable(f"{self._service.name} lists no models. {TELL}") from error
        if self._model not in names:
            raise self._no_model()

    def complete(
        self, *, idempotency_key: str, most_tokens: int, temperature: float, **question: Any
    ) -> Json:
        """Send one chat completion, whose answer has at most `most_tokens`. Raises the service's errors.

        A parameter that the endpoint refuses is left out from then on: a refusal costs nothing.
        """
        import openai

        send = self._client.chat.completions.with_raw_response.create

        def create(**asked: Any) -> Any:
            while True:
                chosen = self._parameters.of(most_tokens=most_tokens, temperature=temperature)
                try:
                    return send(**asked, **chosen)
                except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                    if error.code == TOO_LONG or not self._parameters.note_refusal(chosen, error.body):
                        raise

        return self._answer(create, {"Idempotency-Key": idempotency_key}, question)

    def transcribe(self, *, idempotency_key: str | None, **question: Any) -> Json:
        """Send one audio file. Raises the service's errors."""
        create = self._client.audio.transcriptions.with_raw_response.create
        headers = {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        return self._answer(create, headers, question)

    def unusable(self) -> CallLost:
        """Return the error for an answer that is not what was asked for."""
        return self._service.lost(f"{self._service.name} answered with something unreadable.")

    def _answer(self, create: Callable[..., Any], headers: dict[str, str], question: Json) -> Json:
        with self._our_errors():
            response = create(model=self._model, extra_headers=headers, **question)
            try:
                answer = json.loads(response.http_response.text)
            except (ValueError, RecursionError) as error:
                raise self.unusable() from error
        if not isinstance(answer, dict):
            raise self.unusable()
        return answer

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        import httpx2
        import openai

        from clueso.capped import ReplyTooLarge

        service = self._service
        try:
            yield
        except openai.APIStatusError as error:
            raise self._status_error(error) from None  # the provider's words may repeat our key
        except openai.APIConnectionError as error:
            if isinstance(error.__cause__, ReplyTooLarge):
                raise service.too_large(
                    f"The answer of {_inside(service.name)} is larger than any."
                ) from error
            # Without a connection nothing can have been charged.
            if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
                raise service.down(f"{service.name} cannot be reached.") from error
            raise service.lost(f"{service.name} did not answer in time.") from error
        except openai.OpenAIError as error:
            raise self.unusable() from error

    def _status_error(self, error: "openai.APIStatusError") -> CluesoError:
        service, status = self._service, error.status_code
        if error.code == TOO_LONG:
            return service.too_long(f"{service.name} did not accept the request: {self._reason(error)}")
        # Endpoints send this code with any status.
        if error.code == "insufficient_quota":
            return service.missing(f"The account at {_inside(service.name)} has no credit left. {TELL}")
        if status in (401, 403):
            return service.missing(f"{service.name} does not let us in (status {status}). {TELL}")
        if status == 404:
            return self._no_model()
        if status in (408, 409, 425, 429) or status >= 500:
            return service.down(
                f"{service.name} is busy or down (status {status}).",
                retry_after_s=pause_s(error.response.headers.get("Retry-After")),
            )
        return service.refused(f"{service.name} did not accept the request: {self._reason(error)}")

    def _no_model(self) -> ModelUnavailable:
        return self._service.missing(f"{self._service.name} has no model {self._model!r}. {TELL}")

    def _reason(self, error: "openai.APIStatusError") -> str:
        """Return the provider's words without our key or any other."""
        body = error.body if isinstance(error.body, dict) else {}
        words = str(body.get("message") or f"status {error.status_code}").replace(self._api_key, "…")
        return SECRET.sub("…", words)[:REASON_LETTERS]


def _inside(name: str) -> str:
    """Return a name that begins a sentence as it stands inside one."""
    return name[:1].lower() + name[1:]


def _proxy(url: str) -> str | None:
    """Return the proxy that the environment names for a URL. A transport of our own ignores it otherwise."""
    target = urlsplit(url)
    if proxy_bypass(target.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(target.scheme) or proxies.get("all")
