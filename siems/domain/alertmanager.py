"""What Prometheus Alertmanager sends to a webhook (version 4, and what older senders leave out). No I/O.

One notification is about one group of alerts, which `groupKey` names: firing, or resolved as a whole.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from siems.domain.errors import ValidationFailed, Violation
from siems.domain.foreign_text import stored, title
from siems.domain.incidents import Severity
from siems.domain.machine_reports import MachineReport
from siems.domain.markdown import inline, link
from siems.domain.text import DESCRIPTION

SEVERITIES: Mapping[str, Severity] = {
    **dict.fromkeys(("critical", "page", "emergency", "fatal", "disaster", "p1", "sev1"), Severity.CRITICAL),
    **dict.fromkeys(("error", "high", "major", "p2", "sev2"), Severity.HIGH),
    **dict.fromkeys(("warning", "warn", "medium", "average", "minor", "p3", "sev3"), Severity.MEDIUM),
    **dict.fromkeys(("info", "low", "notice", "none", "debug", "p4", "sev4", "p5", "sev5"), Severity.LOW),
}
"""What the label `severity` means, whatever its case. Anything else, or no label, is MEDIUM."""
RESOLUTION = "Alertmanager says that all alerts of the group are resolved."
_ROOM = DESCRIPTION.longest - 500
"""Characters for the alerts; the rest is for what is said around them."""
_NEVER = "0001-01-01"

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Alert:
    """One alert of a group."""

    firing: bool
    labels: Texts
    annotations: Texts
    starts_at: str
    ends_at: str
    generator_url: str

    @property
    def name(self) -> str:
        return self.labels.get("alertname", "") or "an alert without a name"

    @property
    def severity(self) -> Severity:
        return SEVERITIES.get(self.labels.get("severity", "").strip().lower(), Severity.MEDIUM)


@dataclass(frozen=True)
class AlertGroup:
    """What one notification says."""

    key: str
    firing: bool
    report: MachineReport


def read(body: Any) -> AlertGroup:
    """What a notification says. Raises ValidationFailed with all that keeps it from being one."""
    violations: list[Violation] = []
    if not isinstance(body, dict):
        raise ValidationFailed.of("", "The body must be a JSON object, as Alertmanager sends it.")
    alerts = _alerts(body.get("alerts"), violations)
    status = body.get("status", "firing" if any(alert.firing for alert in alerts) else "resolved")
    if status not in ("firing", "resolved"):
        violations.append(Violation(("status",), 'status: this must be "firing" or "resolved".'))
    if not isinstance(body.get("groupKey", ""), str | int | float):
        violations.append(Violation(("groupKey",), "groupKey: this must be a text."))
    if violations:
        raise ValidationFailed(violations)
    report = MachineReport(_title(body, alerts), _description(body, alerts), _severity(alerts), _service(body, alerts))
    return AlertGroup(_key(body), status == "firing", report)


def _alerts(found: Any, violations: list[Violation]) -> list[Alert]:
    if not isinstance(found, list) or not found:
        violations.append(Violation(("alerts",), "alerts: this must be a list of at least one alert."))
        return []
    for place, alert in enumerate(found):
        if not isinstance(alert, dict) or not isinstance(alert.get("labels", {}), dict):
            violations.append(
                Violation(("alerts", str(place)), f"alerts[{place}]: this must be an object with labels.")
            )
    return [_alert(each) for each in found] if not violations else []


def _alert(found: Mapping[str, Any]) -> Alert:
    ends_at = stored(found.get("endsAt") or "")
    return Alert(
        firing=found.get("status", "firing") != "resolved",
        labels=_texts(found.get("labels")),
        annotations=_texts(found.get("annotations")),
        starts_at=stored(found.get("startsAt") or ""),
        ends_at="" if ends_at.startswith(_NEVER) else ends_at,
        generator_url=stored(found.get("generatorURL") or ""),
    )


def _texts(found: Any) -> dict[str, str]:
    return {stored(name): stored(value) for name, value in found.items()} if isinstance(found, dict) else {}


def _key(body: Mapping[str, Any]) -> str:
    """What tells the group from others: its key, and for senders without one what it is grouped by."""
    if body.get("groupKey"):
        return str(body["groupKey"])
    labels = _texts(body.get("groupLabels")) or _texts(body.get("commonLabels"))
    return f"{stored(body.get('receiver') or '')}:{json.dumps(labels, sort_keys=True, ensure_ascii=False)}"


def _title(body: Mapping[str, Any], alerts: Sequence[Alert]) -> str:
    """The summary that all have in common, or else what the alerts are called and how many they are."""
    shown = [alert for alert in alerts if alert.firing] or list(alerts)
    summaries = {alert.annotations.get("summary", "") for alert in shown}
    summary = title(_texts(body.get("commonAnnotations")).get("summary", ""))
    if not summary and len(summaries) == 1:
        summary = title(*summaries)
    if summary:
        return summary
    names = ", ".join(sorted({alert.name for alert in shown}))
    return title(names if len(shown) == 1 else f"{names} ({len(shown)} alerts)")


def _severity(alerts: Iterable[Alert]) -> Severity:
    """The highest of those that fire; of a group that is resolved, of all."""
    alerts = list(alerts)
    return max(alert.severity for alert in [alert for alert in alerts if alert.firing] or alerts)


def _service(body: Mapping[str, Any], alerts: Sequence[Alert]) -> str | None:
    """The label `service`, if all alerts have the same."""
    named = {alert.labels.get("service", "") for alert in alerts}
    common = _texts(body.get("commonLabels")).get("service") or (named.pop() if len(named) == 1 else "")
    return common or None


def _description(body: Mapping[str, Any], alerts: Sequence[Alert]) -> str:
    """All alerts in Markdown, those that fire first, as many as there is room for."""
    ordered = sorted(alerts, key=lambda alert: not alert.firing)
    firing = sum(alert.firing for alert in alerts)
    parts, length = [f"{firing} firing, {len(alerts) - firing} resolved."], 0
    for place, alert in enumerate(ordered):
        part = _shown(alert)
        length += len(part) + 2
        if length > _ROOM:
            parts.append(f"And {len(ordered) - place} more, for which there is no room.")
            break
        parts.append(part)
    left_out = body.get("truncatedAlerts")
    if isinstance(left_out, int) and left_out > 0:
        parts.append(f"Alertmanager left out {left_out} more.")
    address = stored(body.get("externalURL") or "", 300)
    text = "\n\n".join([*parts, *([f"Alertmanager: {link(address)}"] if address else [])])
    return stored(text, DESCRIPTION.longest)


def _shown(alert: Alert) -> str:
    """One alert: what and since when, its annotations and its labels."""
    ended = f", until {inline(alert.ends_at)}" if alert.ends_at and not alert.firing else ""
    since = f", since {inline(alert.starts_at)}" if alert.starts_at else ""
    lines = [f"**{'Firing' if alert.firing else 'Resolved'}: {inline(alert.name)}**{since}{ended}", ""]
    for name, value in (*alert.annotations.items(), *alert.labels.items()):
        lines.append(f"- {inline(name)}: {link(stored(value, 2_000))}")
    if alert.generator_url:
        lines.append(f"- source: {link(alert.generator_url)}")
    return "\n".join(lines)
