"""Gauges of waiting work, read at every scrape. If Redis or the database is down, its gauges are left out."""

import logging
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from clueso.queue import Courier, RedisError
from clueso.services.operations.overview import overview

logger = logging.getLogger(__name__)


class QueueGauges(Collector):
    """The number of messages in each of RQ's queues."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("clueso_queue_messages", "Messages in each queue.", labels=["queue"])
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
        steps = GaugeMetricFamily("clueso_steps", "Steps by queue and status.", labels=["queue", "status"])
        oldest = GaugeMetricFamily(
            "clueso_oldest_queued_seconds",
            "Seconds since the oldest queued step could first run, including pauses between its tries.",
            labels=["queue"],
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
