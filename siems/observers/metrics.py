"""What Prometheus is told of what happens. No label ever names an organization, a person or an incident."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import nan

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from siems.domain.escalation.strategies import strategies
from siems.domain.events import EscalationRaised, IncidentChanged

CONTENT_TYPE = CONTENT_TYPE_LATEST
LATENESS = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)  # seconds
DURATION = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.changes = Counter("siems_incident_changes", "Committed changes of incidents.", registry=registry)
        self.escalations = Counter(
            "siems_escalations",
            "Escalations raised, by rules, by hand or by itself.",
            ["kind", "strategy"],
            registry=registry,
        )
        self.lateness = Histogram(
            "siems_escalation_lateness_seconds",
            "How long after it was due an escalation of a rule was fired.",
            buckets=LATENESS,
            registry=registry,
        )
        self.notifications = Counter(
            "siems_notifications", "Notifications that escalations owed somebody.", registry=registry
        )
        self.sweeps = Histogram(
            "siems_sweep_seconds", "How long a sweep for what is due took.", buckets=DURATION, registry=registry
        )
        self.failed_sweeps = Counter(
            "siems_sweeps_failed", "Sweeps that ended with an error, as without PostgreSQL.", registry=registry
        )
        self.failed_escalations = Counter(
            "siems_escalations_failed", "Incidents that a sweep could not evaluate or escalate.", registry=registry
        )
        self.deliveries = Counter(
            "siems_deliveries",
            "Messages to people and calls of webhooks, by what an attempt came to.",
            ["to", "outcome"],
            registry=registry,
        )
        self.deliveries_waiting = Gauge(
            "siems_deliveries_waiting", "Deliveries that should have been sent by now.", registry=registry
        )
        self.deliveries_waiting.set(nan)  # until somebody measures it, as the next one
        self.oldest_delivery = Gauge(
            "siems_oldest_delivery_seconds", "How long the first of them has waited; 0 without any.", registry=registry
        )
        self.oldest_delivery.set(nan)
        self.requests = Histogram(
            "siems_http_request_seconds",
            "How long it took until the answer to an HTTP request began.",
            ["method", "path", "status"],
            buckets=DURATION,
            registry=registry,
        )
        self.feed_lag = Gauge(
            "siems_feed_lag_seconds",
            "How long the first entry has waited that is committed and not readable yet.",
            registry=registry,
        )
        self.feed_lag.set(nan)  # until somebody measures it
        self.subscribers = Gauge("siems_live_subscribers", "Clients that follow a subscription.", registry=registry)

    def count_subscribers(self, count: Callable[[], float]) -> None:
        """`count` says how many there are, whenever it is asked."""
        self.subscribers.set_function(count)

    def swept(self, took: timedelta, failed_escalations: int) -> None:
        """A sweep has ended well."""
        self.sweeps.observe(took.total_seconds())
        self.failed_escalations.inc(failed_escalations)

    def sweep_failed(self) -> None:
        """A sweep has ended with an error."""
        self.failed_sweeps.inc()

    def delivered(self, to: str, state: str) -> None:
        """An attempt to deliver something has ended."""
        self.deliveries.labels(to.lower(), state.lower()).inc()

    def exposition(self) -> bytes:
        """All of it, in Prometheus's text format."""
        return generate_latest(self.registry)


class MetricsObserver:
    """Counts what it is told."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def incident_changed(self, event: IncidentChanged) -> None:
        self._metrics.changes.inc()

    async def escalation_raised(self, event: EscalationRaised) -> None:
        self._metrics.notifications.inc(len(event.notified))
        if event.strategy is None:
            self._metrics.escalations.labels("itself" if event.by_itself else "hand", "none").inc()
            return
        # A rule's strategy is one of few names, unless a package that brought it is gone.
        known = event.strategy if event.strategy in strategies() else "unknown"
        self._metrics.escalations.labels("rule", known).inc()
        self._metrics.lateness.observe(_seconds(event.due_at, event.fired_at))


def _seconds(due_at: datetime, fired_at: datetime) -> float:
    return max((fired_at - due_at).total_seconds(), 0.0)
