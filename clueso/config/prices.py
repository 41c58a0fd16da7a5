"""Prices of language models, as an operator writes them: `gpt-5=1.25/10, other=0.4/1.6`."""

from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens, of prompts and of completions."""

    of_input: float
    of_output: float

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """Return what these tokens cost, in US dollars."""
        return (input_tokens * self.of_input + output_tokens * self.of_output) / MILLION


class Prices(dict[str, Price]):
    """The known prices, by model."""

    def cost(self, model: str, input_tokens: int, output_tokens: int, *, uncounted: int) -> float | None:
        """Return what calls cost in US dollars; None if it is unknown.

        It is unknown without a price, and where answers came without their number of tokens, as those of an
        endpoint that charges by the minute.
        """
        price = self.get(model)
        return price.of(input_tokens, output_tokens) if price and not uncounted else None


def prices(text: str) -> Prices:
    """Parse the setting. Raises ValueError with what is wrong."""
    found = Prices()
    for entry in filter(None, map(str.strip, text.split(","))):
        model, _, price = entry.rpartition("=")
        try:
            of_input, of_output = (float(part) for part in price.split("/"))
        except ValueError:
            raise ValueError("it must be like model=1.25/10, dollars for a million tokens each way") from None
        if not model.strip() or not (0 <= of_input < float("inf") and 0 <= of_output < float("inf")):
            raise ValueError("it must name a model, and prices of zero or more")
        found[model.strip()] = Price(of_input, of_output)
    return found
