"""Gauges of work and workers, read at every scrape. If Redis or the database is down, its gauges are left out."""

import logging
import math
from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from clueso import release
from clueso.config.prices import Prices
from clueso.queue import Courier, RedisError
from clueso.services.operations.lately import Calls, lately
from clueso.services.operations.overview import overview
from clueso.services.operations.staffing import presence

logger = logging.getLogger(__name__)


class QueueGauges(Collector):
    """The number of messages in each of RQ's queues."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = _gauge("clueso_queue_messages", "Messages in each queue.", "queue")
        try:
            depths = self._courier.depths()
        except RedisError as error:
            logger.warning("Redis does not answer, so the depths of the queues are missing: %s", error)
            return
        for queue, depth in depths.items():
            gauge.add_metric([queue], depth)
        yield gauge


class StepGauges(Collector):
    """The steps in the database: how many, and how long the oldest has waited."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        steps = _gauge("clueso_steps", "Steps by queue and status.", "queue", "status")
        oldest = _gauge(
            "clueso_oldest_queued_seconds",
            "Seconds since the oldest queued step could first run, including pauses between its tries.",
            "queue",
        )
        try:
            found = overview()
        except SQLAlchemyError as error:
            logger.warning("The database does not answer, so the steps are missing: %s", error)
            return
        for labels, count in found.steps.items():
            steps.add_metric(labels, count)
        for queue, seconds in found.oldest_queued_s.items():
            oldest.add_metric([queue], seconds)
        yield from (steps, oldest)


class PresenceGauges(Collector):
    """Whether anybody works: workers and pauses by queue, and the last sweep."""

    def __init__(self, courier: Courier, sweep_s: float) -> None:
        self._courier = courier
        self._sweep_s = sweep_s

    def collect(self) -> Iterator[GaugeMetricFamily]:
        workers = _gauge("clueso_workers", "Workers of each queue that give signs of life.", "queue")
        paused = _gauge("clueso_queue_paused", "1 if an operator has paused the queue, else 0.", "queue")
        swept = _gauge("clueso_last_sweep_seconds", "Seconds since the last sweep ended.")
        try:
            found = presence(self._courier, self._sweep_s)
        except SQLAlchemyError as error:
            logger.warning("The database does not answer, so the workers are missing: %s", error)
            return
        for staff in found.staff:
            paused.add_metric([staff.queue], staff.pause is not None)
            if staff.workers is not None:
                workers.add_metric([staff.queue], staff.workers)
        if found.swept_s is not None:
            swept.add_metric([], found.swept_s)
        yield from (workers, paused, swept)


class HourGauges(Collector):
    """What the last hour brought, from the database: workers answer no scrapes."""

    def __init__(self, prices: Prices) -> None:
        self._prices = prices

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = lately()
        except SQLAlchemyError as error:
            logger.warning("The database does not answer, so the last hour is missing: %s", error)
            return
        yield _filled("clueso_hour_steps", "Steps that ended within the hour.", found.ended, "step", "status")
        seconds = {(kind,): taken for kind, taken in found.seconds.items()}
        yield _filled(
            "clueso_hour_step_seconds", "Time of the steps that ended within the hour.", seconds, "step"
        )
        yield _filled(
            "clueso_hour_failures",
            "Steps that failed within the hour; `fault` is `recording` if the file is the cause, else `ours`.",
            found.failures,
            "code",
            "fault",
        )
        if found.real_time_factor is not None:
            factor = _gauge(
                "clueso_hour_real_time_factor", "Seconds of transcribing for each second of sound."
            )
            factor.add_metric([], found.real_time_factor)
            yield factor
        yield _filled(
            "clueso_hour_tokens",
            "Tokens of the language model within the hour.",
            {
                (one.model, direction): count
                for one in found.calls
                for direction, count in (("input", one.input_tokens), ("output", one.output_tokens))
            },
            "model",
            "direction",
        )
        yield _filled(
            "clueso_hour_cost_dollars",
            "Cost of these tokens by MODEL_PRICES; NaN if it is unknown.",
            {(one.model,): self._cost(one) for one in found.calls},
            "model",
        )
        deliveries = {(status,): count for status, count in found.deliveries.items()}
        yield _filled(
            "clueso_hour_deliveries",
            "Pending deliveries, and those that ended within the hour.",
            deliveries,
            "status",
        )

    def _cost(self, one: Calls) -> float:
        cost = self._prices.cost(one.model, one.input_tokens, one.output_tokens, uncounted=one.uncounted)
        return math.nan if cost is None else cost


class ReleaseGauge(Collector):
    """Version and commit."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        known = {"commit": "unknown"} | release.about()
        gauge = _gauge("clueso_release", "Always 1: which release answers.", "version", "commit")
        gauge.add_metric([known["version"], known["commit"]], 1)
        yield gauge


def _gauge(name: str, meaning: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, labels=labels)


def _filled(name: str, meaning: str, values: Mapping[Any, float], *labels: str) -> GaugeMetricFamily:
    gauge = _gauge(name, meaning, *labels)
    for names, value in values.items():
        gauge.add_metric(names, value)
    return gauge
