"""What Alertmanager and PagerDuty's senders say, and what SIEMS makes of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain import alertmanager, pagerduty
from siems.domain.errors import ValidationFailed
from siems.domain.foreign_text import dedup_key
from siems.domain.incidents import Severity
from siems.domain.pagerduty import InvalidEvent
from siems.domain.text import DEDUP_KEY, DESCRIPTION, TITLE, problem_with

Json = dict[str, Any]
DATA = Path(__file__).parents[1] / "data"
ROUTED: Json = {"routing_key": "siems_key_x", "event_action": "trigger"}
PAYLOAD: Json = {"summary": "Disk full", "source": "db-1", "severity": "critical"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
)


def sample(name: str) -> Json:
    found: Json = json.loads((DATA / f"{name}.json").read_text())
    return found


def alert(**labels: str) -> Json:
    return {"status": "firing", "labels": labels, "annotations": {}}


def group(*alerts: Json, **more: Any) -> Json:
    return {"version": "4", "groupKey": "{}:{}", "status": "firing", "alerts": [*alerts], **more}


def test_a_group_is_told_alert_by_alert_those_that_fire_first() -> None:
    read = alertmanager.read(sample("alertmanager_v4"))
    assert (read.key, read.firing) == ('{}/{team="shop"}:{alertname="HighLatency"}', True)
    said = read.report
    assert (said.title, said.severity, said.service_name) == ("Checkout is slow", Severity.MEDIUM, "checkout")
    assert (
        said.description
        == """1 firing, 1 resolved.

**Firing: HighLatency**, since 2026-11-26T10:00:00.000Z

- summary: Checkout is slow
- runbook\\_url: <https://runbooks.example/checkout>
- alertname: HighLatency
- service: checkout
- severity: warning
- instance: a\\|b\\*1\\*
- source: <https://prometheus.example/graph?g0.expr=a&b=1>

**Resolved: HighLatency**, since 2026-11-26T09:00:00.000Z, until 2026-11-26T10:05:00.000Z

- summary: Checkout is slow
- alertname: HighLatency
- service: checkout
- severity: critical
- instance: web-2
- source: javascript\\:alert(1)

Alertmanager left out 7 more.

Alertmanager: <http://alerts.example:9093>"""
    )


def test_an_old_sender_has_no_fingerprints_no_status_of_alerts_and_a_number_for_a_key() -> None:
    read = alertmanager.read(sample("alertmanager_old"))
    assert (read.key, read.firing, read.report.title) == ("5160980180417512345", True, "The disk of db-1 is full")
    assert (read.report.severity, read.report.service_name) == (Severity.CRITICAL, None)


def test_a_webhook_of_grafana_says_the_same_in_other_versions() -> None:
    more = {"silenceURL": "https://grafana.example", "valueString": "[ A=1 ]", "values": {"A": 1}, "dashboardURL": ""}
    sent = group(
        {**alert(alertname="A", severity="High"), **more}, version="1", orgId=1, title="[FIRING:1]", state="alerting"
    )
    read = alertmanager.read(sent)
    assert (read.firing, read.report.title, read.report.severity) == (True, "A", Severity.HIGH)


@pytest.mark.parametrize(
    ("alerts", "title"),
    [
        ([alert(alertname="A")], "A"),
        ([alert(alertname="A"), alert(alertname="B")], "A, B (2 alerts)"),
        ([alert()], "an alert without a name"),
        ([{**alert(alertname="A"), "annotations": {"summary": "Two\nlines"}}], "Two lines"),
        ([{**alert(alertname="A" * 300)}], f"{'A' * 199}…"),
    ],
)
def test_a_group_is_called_by_its_summary_or_by_its_alerts(alerts: list[Json], title: str) -> None:
    assert alertmanager.read(group(*alerts)).report.title == title


@pytest.mark.parametrize(
    ("labels", "severity"),
    [
        (["critical"], "CRITICAL"),
        (["page", "info"], "CRITICAL"),
        (["error"], "HIGH"),
        (["High", "warning"], "HIGH"),
        (["warning"], "MEDIUM"),
        (["unheard of", "info"], "MEDIUM"),
        (["info"], "LOW"),
        (["none"], "LOW"),
    ],
)
def test_the_highest_severity_that_fires_counts(labels: list[str], severity: str) -> None:
    resolved = {**alert(severity="critical"), "status": "resolved"}
    alerts = [alert(severity=label) for label in labels]
    assert alertmanager.read(group(resolved, *alerts)).report.severity is Severity[severity]
    assert alertmanager.read(group(alert())).report.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ([], ["The body must be a JSON object, as Alertmanager sends it."]),
        ({}, ["alerts: this must be a list of at least one alert."]),
        (
            {"status": "odd", "alerts": [1, {"labels": []}], "groupKey": []},
            [
                "alerts[0]: this must be an object with labels.",
                "alerts[1]: this must be an object with labels.",
                'status: this must be "firing" or "resolved".',
                "groupKey: this must be a text.",
            ],
        ),
    ],
)
def test_what_is_no_notification_is_refused_with_all_that_is_wrong(body: Any, wrong: list[str]) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        alertmanager.read(body)
    assert [violation.message for violation in refusal.value.violations] == wrong


def test_a_thousand_alerts_are_cut_at_what_an_incident_holds() -> None:
    description = alertmanager.read(group(*(alert(alertname=f"A{place}") for place in range(1000)))).report.description
    assert len(description) <= DESCRIPTION.longest
    assert description.endswith(" more, for which there is no room.")


def test_what_stands_around_many_alerts_fits_too() -> None:
    alerts = [{"status": "firing", "annotations": {"summary": "x" * 900}} for _ in range(30)]
    for length in range(850, 950, 10):
        alerts[0] = {"annotations": {"summary": "x" * length}}
        said = alertmanager.read({"alerts": alerts, "truncatedAlerts": 10**9, "externalURL": "\u202e" * 300}).report
        assert problem_with(said.description, DESCRIPTION) is None


@given(ANYTHING)
def test_whatever_comes_is_read_or_refused_and_fits(value: Any) -> None:
    odd = {"labels": value if isinstance(value, dict) else {"a": value}, "annotations": value, "startsAt": value}
    for body in (value, group(odd, commonLabels=value, externalURL=value, truncatedAlerts=value, receiver=value)):
        try:
            said = alertmanager.read(body).report
        except ValidationFailed:
            continue
        assert (problem_with(said.title, TITLE), problem_with(said.description, DESCRIPTION)) == (None, None)
    for body in (
        value,
        {**ROUTED, "payload": {**PAYLOAD, "component": value, "custom_details": value}, "client": value},
    ):
        try:
            event = pagerduty.read(body).report
        except InvalidEvent:
            continue
        assert event is not None
        assert problem_with(event.description, DESCRIPTION) is None


@pytest.mark.parametrize("key", ["{}:{}", " a ", "x" * 300, "a\nb", "a\x00b", "a\ud800", "\u2028"])
def test_a_key_that_cannot_be_kept_is_kept_as_its_hash(key: str) -> None:
    kept = dedup_key(key)
    assert problem_with(kept, DEDUP_KEY) is None
    assert kept == (key if key == "{}:{}" else kept) == dedup_key(key)
    assert (kept == key) is (key == "{}:{}")


def test_an_event_of_pagerduty_is_told_with_all_that_it_says() -> None:
    payload = {
        **PAYLOAD,
        "timestamp": "2026-11-26T10:00:00Z",
        "component": "postgres",
        "group": "prod",
        "class": "disk",
        "custom_details": {"free": "0 *bytes*"},
    }
    links = [{"href": "https://graphs.example/1", "text": "Graph"}, {"href": "javascript:alert(1)"}]
    images = [{"src": "https://graphs.example/1.png", "href": "https://graphs.example", "alt": "Disk"}]
    more = {"client": "Sensu", "client_url": "https://sensu.example", "links": links, "images": images}
    event = pagerduty.read({**ROUTED, "dedup_key": "db-1", "payload": payload, **more})
    assert (event.routing_key, event.action, event.dedup_key) == ("siems_key_x", "trigger", "db-1")
    assert event.report is not None
    assert (event.report.title, event.report.severity, event.report.service_name) == (
        "Disk full",
        Severity.CRITICAL,
        "postgres",
    )
    assert (
        event.report.description
        == """- source: db-1
- component: postgres
- group: prod
- class: disk
- timestamp: 2026-11-26T10:00:00Z
- client: Sensu
- client_url: <https://sensu.example>

```text
{
  "free": "0 *bytes*"
}
```

- Graph: <https://graphs.example/1>
- javascript\\:alert(1)
- Disk: <https://graphs.example/1.png> <https://graphs.example>"""
    )


@pytest.mark.parametrize(
    ("severity", "means"), [("critical", "CRITICAL"), ("error", "HIGH"), ("warning", "MEDIUM"), ("info", "LOW")]
)
def test_what_a_severity_of_pagerduty_means(severity: str, means: str) -> None:
    event = pagerduty.read({**ROUTED, "payload": {**PAYLOAD, "severity": severity}})
    assert event.report is not None
    assert event.report.severity is Severity[means]


def test_a_long_summary_is_cut_in_the_title_and_whole_in_the_description() -> None:
    event = pagerduty.read({**ROUTED, "payload": {**PAYLOAD, "summary": "word " * 200}})
    assert event.report is not None
    assert len(event.report.title) == TITLE.longest
    assert event.report.description.startswith(("word " * 200).strip())


def test_what_is_triggered_without_a_key_gets_one_of_its_own() -> None:
    body = {**ROUTED, "payload": PAYLOAD}
    assert len({pagerduty.read(body).dedup_key for _ in range(2)}) == 2


MISSING = ["'payload.summary' is missing or blank", "'payload.source' is missing or blank"]
KINDS = "must be one of the following: 'critical', 'warning', 'error' or 'info'"


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ([], ["The event must be a JSON object"]),
        (
            {},
            [
                "'routing_key' is missing or blank",
                "'event_action' is missing or blank",
                "'payload' is missing or blank",
            ],
        ),
        ({**ROUTED, "payload": {"severity": 7}}, [*MISSING, f"'payload.severity' is invalid ({KINDS})"]),
        ({**ROUTED, "payload": {"x": 1}}, [*MISSING, "'payload.severity' is missing or blank"]),
        ({**ROUTED, "payload": "x"}, ["'payload' is invalid (must be an object)"]),
        ({"routing_key": "k", "event_action": "resolve"}, ["'dedup_key' is missing or blank"]),
        (
            {"routing_key": 7, "event_action": "acknowledge", "dedup_key": "k" * 256},
            [
                "'routing_key' is invalid (must be a string)",
                "Length of 'dedup_key' is incorrect (should be at most 255 characters)",
            ],
        ),
        (
            {"routing_key": "k", "event_action": "sell", "payload": PAYLOAD, "links": [1], "dedup_key": 7},
            [
                ("'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"),
                "'dedup_key' is invalid (must be a string)",
                "'links' is invalid (must be a list of objects)",
            ],
        ),
    ],
)
def test_an_invalid_event_is_refused_with_every_error(body: Any, errors: list[str]) -> None:
    with pytest.raises(InvalidEvent) as refusal:
        pagerduty.read(body)
    assert refusal.value.errors == errors
