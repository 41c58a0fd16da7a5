"""Writers: an OpenAI-compatible model, and one that only arranges the words of the speaker."""
