"""The parameters that an OpenAI-compatible endpoint may refuse: the limit of an answer, and the temperature."""

from collections.abc import Mapping
from typing import Any

NEWER, OLDER = "max_completion_tokens", "max_tokens"
"""OpenAI knows both, and its reasoning models only the newer one. Many compatible endpoints know only the
older one, and some ignore the newer one without a word.
"""
TEMPERATURE = "temperature"
REASONING_TOKENS = 16_000
"""Room for a model's hidden reasoning, which OpenAI counts as a part of the answer."""


class Parameters:
    """What one endpoint accepts, as far as its refusals tell. Threads may share it."""

    def __init__(self, *, is_openai: bool) -> None:
        self._limits = [NEWER, OLDER] if is_openai else [OLDER, NEWER]
        self._has_temperature = True
        self._is_openai = is_openai

    def of(self, *, most_tokens: int, temperature: float) -> dict[str, Any]:
        """Return the parameters of a call for an answer of at most `most_tokens`."""
        room = most_tokens + (REASONING_TOKENS if self._is_openai else 0)
        limit = dict.fromkeys(self._limits[:1], room)
        return limit | ({TEMPERATURE: temperature} if self._has_temperature else {})

    def note_refusal(self, sent: Mapping[str, Any], error: object) -> bool:
        """Note which of the `sent` parameters an error object of the endpoint names.

        Returns whether it names one, so that the call can be made without it.
        """
        problem = error if isinstance(error, dict) else {"message": error}
        named = {str(problem.get("param"))} & sent.keys() or {
            name for name in sent if name in str(problem.get("message"))
        }
        if TEMPERATURE in named:
            self._has_temperature = False
        self._limits = [limit for limit in self._limits if limit not in named]
        return bool(named)
