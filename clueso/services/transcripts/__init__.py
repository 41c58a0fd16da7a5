"""Transcripts: reading, editing, history, speakers, and hearing a stretch again."""
