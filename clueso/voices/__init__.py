"""Diarization: finds out who speaks when, with two small networks on onnxruntime in a child process."""
