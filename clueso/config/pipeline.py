"""How steps are leased, tried again and given up."""

from dataclasses import dataclass

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """How steps are leased, tried again and given up."""

    lease_s: float = setting(
        "LEASE_S", "60", "How long a step belongs to a worker that says nothing, in seconds."
    )
    heartbeat_s: float = setting(
        "HEARTBEAT_S", "15", "How often a worker renews the lease of its step, in seconds."
    )
    sweep_s: float = setting("SWEEP_S", "15", "How often the sweep looks for what was lost, in seconds.")
    max_errors: int = setting(
        "MAX_ERRORS",
        "14",
        "Tries of a step that meets errors which pass; with the pauses between them, 14 outlast an outage of half an hour.",
    )
    max_crashes: int = setting("MAX_CRASHES", "3", "Workers that a step may take down before it fails.")
    retry_pause_s: float = setting(
        "RETRY_PAUSE_S",
        "2",
        "The first pause after an error that passes; it doubles, up to five minutes, and each is drawn up to half as long again.",
    )
    project_deadline_s: int = setting(
        "PROJECT_DEADLINE_S", str(24 * 3600), "A project that is not finished by then fails, in seconds."
    )
    user_steps_in_queue: int = setting(
        "USER_STEPS_IN_QUEUE",
        "1",
        "Steps of one user that may stand in a queue at once, beside those that run. Other users may have to wait for as many.",
    )
