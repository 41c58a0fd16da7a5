"""The sound format of recognisers and diarization: 16 kHz, one channel, 16-bit samples."""

RATE_HZ = 16_000
BYTES_PER_SAMPLE = 2
BYTES_PER_MS = RATE_HZ * BYTES_PER_SAMPLE // 1000
