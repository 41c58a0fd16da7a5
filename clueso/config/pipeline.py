"""Settings of steps: leases, retries and deadlines."""

from dataclasses import dataclass

from clueso.config.parsing import setting


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """Settings of steps: leases, retries and deadlines."""

    lease_s: float = setting(
        "LEASE_S", "60", "Lease of a step: seconds until a worker that sends no heartbeat loses it."
    )
    heartbeat_s: float = setting(
        "HEARTBEAT_S", "15", "Interval at which a worker renews the lease of its step, in seconds."
    )
    sweep_s: float = setting("SWEEP_S", "15", "Interval at which the sweep looks for lost steps, in seconds.")
    max_errors: int = setting(
        "MAX_ERRORS",
        "14",
        "Tries of a step that meets temporary errors. With the pauses between them, 14 tries outlast an outage of half an hour.",
    )
    max_crashes: int = setting(
        "MAX_CRASHES", "3", "A step fails when this many of its workers have died or stood still."
    )
    retry_pause_s: float = setting(
        "RETRY_PAUSE_S",
        "2",
        "Initial retry delay in seconds. It doubles up to 5 minutes, plus up to 50 % jitter.",
    )
    project_deadline_s: int = setting(
        "PROJECT_DEADLINE_S",
        str(24 * 3600),
        "Seconds after which late documents fail, or the project if its transcript is late.",
    )
    user_steps_in_queue: int = setting(
        "USER_STEPS_IN_QUEUE",
        "1",
        "Steps of one user that may wait in a queue at once, besides the running ones. Other users wait for at most this many.",
    )
