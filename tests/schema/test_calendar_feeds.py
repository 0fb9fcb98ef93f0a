"""A calendar feed, from the mutation to what a calendar program fetches."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from factories import World
from graphql_client import GraphQLClient
from on_call import draft, layer

from schema.ids import encode
from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.errors import Busy
from siems.security import calendar_token
from siems.services.calendar_feeds import CalendarFeedService

CREATE = """mutation($id: ID) { createCalendarFeed(input: {scheduleId: $id}) {
  url calendarFeed { id lastUsedAt schedule { name } } errors { code } } }"""
REVOKE = """mutation($id: ID!) { revokeCalendarFeed(input: {calendarFeedId: $id}) { errors { code } } }"""


async def test_a_calendar_program_fetches_what_has_changed_until_it_is_revoked(
    world: World, graphql: GraphQLClient
) -> None:
    admin = await world.admin()
    team = await world.team()
    row = await world.app.on_call_schedules.create(admin, team.id, draft(layer(admin)))
    answer = await graphql.ask(CREATE, {"id": encode("OnCallSchedule", row.id)}, as_=admin)
    made = answer["data"]["createCalendarFeed"]
    assert (made["errors"], made["calendarFeed"]["schedule"]) == ([], {"name": "Primary"})
    address, secret = made["url"].split("/calendars/")
    assert address == "http://127.0.0.1:8000"

    fetched = await graphql.http.get(f"/calendars/{secret}")
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    said = {name: fetched.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")}
    assert said == {
        "cache-control": "private, max-age=300",
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }
    assert fetched.text.startswith("BEGIN:VCALENDAR\r\n")
    unchanged = await graphql.http.get(f"/calendars/{secret}", headers={"if-none-match": fetched.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    looked = await graphql.http.head(f"/calendars/{secret}")
    assert (looked.status_code, looked.content) == (200, b"")

    await graphql.ask(REVOKE, {"id": made["calendarFeed"]["id"]}, as_=admin)
    gone = await graphql.http.get(f"/calendars/{secret}")
    unknown = await graphql.http.get("/calendars/siems_calendar_unknown.ics")
    assert (gone.status_code, gone.text) == (unknown.status_code, unknown.text)
    assert gone.status_code == 404


class NoDatabase:
    """Units of work that there are none of."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def across_organizations(self) -> Any:
        raise self._error


@pytest.mark.parametrize("error", [ConnectionRefusedError(), Busy()], ids=["PostgreSQL is away", "a lock is held"])
async def test_while_calendars_cannot_be_read_programs_are_told_to_come_back(
    app: Application, error: Exception
) -> None:
    away = CalendarFeedService(NoDatabase(error), "http://siems.test")  # type: ignore[arg-type]  # stands in for units that cannot be had
    transport = httpx.ASGITransport(create_app(replace(app, calendar_feeds=away)))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as http:
        answer = await http.get(f"/calendars/{calendar_token()}.ics")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text == "SIEMS cannot read its calendars right now; try again later.\n"
