"""Gauges of the work that waits: asked of Redis and of the database at every scrape, without either too."""

import logging
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from clueso.queue import Courier, RedisError
from clueso.services.operations.overview import overview

logger = logging.getLogger(__name__)


class QueueGauges(Collector):
    """What stands in RQ's queues."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("clueso_queue_messages", "Messages in each queue.", labels=["queue"])
        try:
            depths = self._courier.depths()
        except RedisError as error:
            logger.warning("Redis does not answer, no depths are told: %s", error)
            return
        for queue, depth in depths.items():
            gauge.add_metric([queue], depth)
        yield gauge


class StepGauges(Collector):
    """What the database knows of the work."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        steps = GaugeMetricFamily("clueso_steps", "Steps by queue and status.", labels=["queue", "status"])
        oldest = GaugeMetricFamily(
            "clueso_oldest_queued_seconds",
            "For how long the oldest queued step could have run, pauses between its tries included.",
            labels=["queue"],
        )
        try:
            found = overview()
        except SQLAlchemyError as error:
            logger.warning("the database does not answer, no steps are told: %s", error)
            return
        for labels, count in found.steps.items():
            steps.add_metric(labels, count)
        for queue, seconds in found.oldest_queued_s.items():
            oldest.add_metric([queue], seconds)
        yield from (steps, oldest)
