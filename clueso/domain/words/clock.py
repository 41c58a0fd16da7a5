"""The time in a recording, as a person reads it."""


def clock(at_ms: int) -> str:
    """Return mm:ss, from one hour on h:mm:ss."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
