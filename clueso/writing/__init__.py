"""Writers: an OpenAI-compatible model, and one that only arranges what the speaker said."""
