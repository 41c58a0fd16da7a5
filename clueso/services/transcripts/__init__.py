"""Transcripts: reading, editing, history, speakers, and transcribing a stretch again."""
