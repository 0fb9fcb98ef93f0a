"""What a webhook is told: one entry of an incident's log, and the incident as it is now, in JSON."""

import json
from base64 import b64encode
from typing import Any
from uuid import UUID

from siems.domain.log import timestamp
from siems.domain.users import Integration
from siems.domain.visibility import as_read_by
from siems.models import Delivery, Incident, IncidentLog, Webhook
from siems.repositories.unit_of_work import UnitOfWork
from siems.services.incident_changes import snapshot

_COLUMNS = ("assignee_id", "reporter_id", "team_id", "service_id", "category_id")
_MOMENTS = ("created_at", "updated_at", "acknowledged_at", "resolved_at", "closed_at")


async def call_of(work: UnitOfWork, webhook: Webhook, row: Delivery, public_url: str) -> str | None:
    """The body of the call; None if the incident is restricted and the webhook may not know of it.

    What is about no incident is a test.
    """
    if row.incident_id is None or row.log_sequence is None:
        return _spelt("siems.test", timestamp(row.created_at), {})
    incident = await work.incidents.get(row.incident_id, "incidentId")
    if incident.restricted and not webhook.restricted:
        return None
    entry = (await work.incident_log.at([(row.incident_id, row.log_sequence)]))[row.incident_id, row.log_sequence]
    described = {**_described(incident, public_url), **await snapshot(work, incident, _COLUMNS)}
    return body_of(entry, described)


def body_of(entry: IncidentLog, incident: dict[str, Any]) -> str:
    """As Standard Webhooks has it: type, timestamp, data. A machine reads what an integration may."""
    reader = Integration(UUID(int=0), entry.organization_id, "webhook")
    told = {
        "sequence": entry.sequence,
        "action": entry.action,
        "at": timestamp(entry.at),
        "actor": {"kind": entry.actor_kind.value, "name": entry.actor_name},
        "before": entry.before,
        "after": as_read_by(reader, entry.after),
        "reason": entry.reason,
    }
    kind = f"incident.{entry.action.lower()}"
    return _spelt(kind, timestamp(entry.at), {"incident": incident, "entry": told})


def _spelt(kind: str, at: str, data: dict[str, Any]) -> str:
    said = {"type": kind, "timestamp": at, "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _described(incident: Incident, public_url: str) -> dict[str, Any]:
    moments = {name: getattr(incident, name) for name in _MOMENTS}
    return {
        "id": b64encode(f"Incident:{incident.id}".encode()).decode(),  # as the API gives it
        "key": incident.key,
        "url": f"{public_url}/incidents/{incident.key}",
        "title": incident.title,
        "severity": incident.severity.name,
        "status": incident.status.value,
        "restricted": incident.restricted,
        "dedup_key": incident.dedup_key,
        **{name: None if at is None else timestamp(at) for name, at in moments.items()},
    }
