"""What Prometheus is told, by the API, by a worker, and of what observers hear."""

from datetime import UTC, datetime, timedelta
from math import isnan
from uuid import UUID, uuid4

import httpx
import pytest
from commands import free_port
from prometheus_client.parser import text_string_to_metric_families
from sweeping import Directed

from siems.app import create_app
from siems.bootstrap import Application
from siems.cli.metrics import metrics_served
from siems.config import ConfigurationError, Settings
from siems.domain.events import EscalationRaised, IncidentChanged
from siems.observers.metrics import Metrics, MetricsObserver
from siems.worker.sweeps import Sweeper

DUE = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def values(text: str) -> dict[str, float]:
    """Every number, by its name and labels: 'siems_escalations_total{kind=rule,strategy=SILENT}'."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def shown(metrics: Metrics) -> dict[str, float]:
    return values(metrics.exposition().decode())


def raised(strategy: str | None, late: float, notified: int) -> EscalationRaised:
    people = tuple(uuid4() for _ in range(notified))
    return EscalationRaised(uuid4(), uuid4(), uuid4(), strategy, DUE, DUE + timedelta(seconds=late), people)


async def test_escalations_are_counted_by_kind_and_strategy_with_their_lateness() -> None:
    metrics = Metrics()
    observer = MetricsObserver(metrics)
    await observer.escalation_raised(raised("UNASSIGNED", 0.4, 2))
    await observer.escalation_raised(raised("UNASSIGNED", 45, 0))
    await observer.escalation_raised(raised("OF_A_PACKAGE_THAT_IS_GONE", 7200, 1))
    await observer.escalation_raised(raised(None, 0, 3))
    await observer.incident_changed(IncidentChanged(UUID(int=1), UUID(int=2)))
    found = shown(metrics)
    assert {name: value for name, value in found.items() if name.startswith("siems_escalations_total")} == {
        "siems_escalations_total{kind=rule,strategy=UNASSIGNED}": 2,
        "siems_escalations_total{kind=rule,strategy=unknown}": 1,
        "siems_escalations_total{kind=hand,strategy=none}": 1,
    }
    buckets = [
        found[f"siems_escalation_lateness_seconds_bucket{{le={le}}}"] for le in ("0.5", "60.0", "3600.0", "+Inf")
    ]
    assert buckets == [1, 2, 2, 3]
    assert found["siems_notifications_total"] == 6
    assert found["siems_incident_changes_total"] == 1


async def test_sweeps_and_their_failures_are_counted() -> None:
    metrics, escalations = Metrics(), Directed()
    sweeper = Sweeper(escalations, metrics)
    await sweeper.sweep()
    escalations.fault = ConnectionRefusedError()
    await sweeper.sweep()
    found = shown(metrics)
    assert (found["siems_sweep_seconds_count"], found["siems_sweeps_failed_total"]) == (1, 1)


async def test_subscribers_are_counted_when_somebody_asks() -> None:
    metrics = Metrics()
    assert shown(metrics)["siems_live_subscribers"] == 0
    metrics.count_subscribers(lambda: 7)
    assert shown(metrics)["siems_live_subscribers"] == 7
    assert isnan(shown(metrics)["siems_feed_lag_seconds"])


async def test_the_api_counts_its_requests_under_names_of_its_own(app: Application) -> None:
    before = shown(app.metrics)
    transport = httpx.ASGITransport(create_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as http:
        await http.get("/healthz?token=secret")
        await http.get("/who/else.txt")
        await http.request("BREW", "/healthz")
        answer = await http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    after = values(answer.text)
    counted = [
        "siems_http_request_seconds_count{method=GET,path=/healthz,status=200}",
        "siems_http_request_seconds_count{method=GET,path=other,status=404}",
        "siems_http_request_seconds_count{method=other,path=/healthz,status=405}",
    ]
    assert [after[name] - before.get(name, 0) for name in counted] == [1, 1, 1]
    assert after["siems_feed_lag_seconds"] == 0
    assert "/who" not in answer.text
    assert "secret" not in answer.text


def test_a_worker_serves_its_numbers_only_if_told_where() -> None:
    port = free_port()
    with metrics_served(Settings(metrics_port=None), Metrics()), pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/metrics")
    settings = Settings(metrics_port=port)
    with metrics_served(settings, Metrics()):
        assert values(httpx.get(f"http://127.0.0.1:{port}/metrics").text)["siems_sweeps_failed_total"] == 0
        with pytest.raises(ConfigurationError) as refused, metrics_served(settings, Metrics()):
            pass
    assert str(refused.value) == (
        f"Cannot listen on 127.0.0.1:{port}: address already in use. Give another port with SIEMS_METRICS_PORT."
    )
