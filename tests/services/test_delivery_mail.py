"""From an escalation to a real mailbox, and from there, by the link, to the acknowledgement."""

import re

import httpx
from contacting import method
from delivering import SEALS
from factories import World
from mail_server import mail_listener

from siems.app import create_app
from siems.bootstrap import Application
from siems.channels import Outgoing, channels_of
from siems.domain.clock import OffsetClock
from siems.observers.metrics import Metrics
from siems.services.delivery.service import DeliveryService, Outlets
from siems.services.incidents import Decision

URL = "https://siems.example.com"


async def test_a_page_arrives_by_mail_and_its_link_acknowledges(
    world: World, app: Application, clock: OffsetClock
) -> None:
    ada, grace = await world.admin(), await world.manager()
    await method(world, grace, name="grace@example.com")
    async with world.app.units.of(world.organization.id) as work:
        address = SEALS.seal("grace@example.com")
        await work.rows("UPDATE contact_methods SET address = $2 WHERE user_id = $1 RETURNING id", grace.id, address)
    incident = await world.incident(ada, "Löschen geht nicht")
    await world.app.escalations.escalate(ada, Decision(incident.id))
    clock.advance(seconds=1)
    with mail_listener() as server:
        outgoing = Outgoing(smtp_url=f"smtp://127.0.0.1:{server.port}", mail_from="siems@example.com")
        outlets = Outlets(channels_of(outgoing), links=app.acknowledge_links)
        await DeliveryService(app.units, outlets, SEALS, URL, Metrics()).run()
    [mail] = server.mails
    assert server.envelopes == [("siems@example.com", ["grace@example.com"])]
    assert mail["Subject"] == f"Page: {incident.key} HIGH: Löschen geht nicht"
    [path] = re.findall(r"(/acknowledge/\S+)", mail.get_content())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(app)), base_url=URL) as http:
        assert (await http.get(path)).status_code == 200
        assert (await world.stored(incident.id))["acknowledged_at"] is None
        assert (await http.post(path)).status_code == 200
    assert (await world.stored(incident.id))["acknowledged_at"] == await _fired(world)


async def _fired(world: World) -> object:
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows(
            "SELECT acknowledged_at FROM escalations WHERE organization_id = $1", world.organization.id
        )
    return row["acknowledged_at"]
