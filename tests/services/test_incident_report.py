"""Reporting an incident."""

import asyncio

from factories import World

from siems.services.incident_reports import Report


async def test_fifty_parallel_reports_are_numbered_one_to_fifty_without_a_gap(world: World) -> None:
    engineer = await world.engineer()
    incidents = await asyncio.gather(
        *(world.app.incidents.report(engineer, Report(f"Alert {place}")) for place in range(50))
    )
    assert sorted(incident.number for incident in incidents) == list(range(1, 51))
