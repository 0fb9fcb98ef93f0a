"""Demo data: somebody's quiet hours and a webhook that is off, and nobody to message."""

import json

from delivering import SEALS
from event_logs import rows
from factories import World
from standardwebhooks.webhooks import Webhook as Standard

from siems.services.demo import populate
from siems.services.demo_deliveries import show_deliveries


async def test_the_demo_shows_quiet_hours_and_a_webhook_and_messages_nobody(world: World) -> None:
    async with world.app.units.of(world.organization.id) as work:
        cast = await populate(work, "no password", f"{world.organization.id}.example.com")
        await show_deliveries(work, cast, SEALS)
    amara = cast.people["manager"]
    [quiet] = await rows(world, "SELECT * FROM notification_settings WHERE organization_id = $1")
    assert (quiet["user_id"], quiet["quiet_from"], quiet["quiet_until"]) == (amara.id, 1320, 420)
    [webhook] = await rows(world, "SELECT * FROM webhooks WHERE organization_id = $1")
    assert (webhook["enabled"], webhook["hint"]) == (False, "https://status.example.com/hooks/…")
    Standard(SEALS.open(webhook["secret"]))
    for table in ("contact_methods", "deliveries"):
        assert await rows(world, f"SELECT id FROM {table} WHERE organization_id = $1") == []
    logged = await rows(
        world,
        "SELECT action, after::text FROM configuration_log WHERE organization_id = $1 "
        "AND (subject_kind = 'webhook' OR action = 'NOTIFICATION_SETTINGS_CHANGED') ORDER BY action",
    )
    assert [(entry["action"], sorted(json.loads(entry["after"]))) for entry in logged] == [
        ("CREATED", ["actions", "enabled", "hint", "name", "restricted"]),
        ("NOTIFICATION_SETTINGS_CHANGED", ["quiet_hours"]),
    ]
