"""Times as people read them."""

MINUTE_S, HOUR_S = 60, 3600


def clock(ms: int) -> str:
    """Return a moment of a recording: 1:05, or 1:02:03 beyond an hour."""
    hours, rest_s = divmod(ms // 1000, HOUR_S)
    minutes, seconds = divmod(rest_s, MINUTE_S)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
