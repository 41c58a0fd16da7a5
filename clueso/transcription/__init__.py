"""Recognisers: Whisper, pocketsphinx, an OpenAI-compatible endpoint."""
