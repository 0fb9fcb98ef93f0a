"""A calendar feed, from the mutation to what a calendar program fetches."""

from factories import World
from graphql_client import GraphQLClient
from on_call import draft, layer

from schema.ids import encode

CREATE = """mutation($id: ID) { createCalendarFeed(input: {scheduleId: $id}) {
  path calendarFeed { id lastUsedAt schedule { name } } errors { code } } }"""
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

    fetched = await graphql.http.get(made["path"])
    assert (fetched.status_code, fetched.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert fetched.headers["cache-control"] == "private, max-age=300"
    assert fetched.text.startswith("BEGIN:VCALENDAR\r\n")
    unchanged = await graphql.http.get(made["path"], headers={"if-none-match": fetched.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    looked = await graphql.http.head(made["path"])
    assert (looked.status_code, looked.content) == (200, b"")

    await graphql.ask(REVOKE, {"id": made["calendarFeed"]["id"]}, as_=admin)
    gone = await graphql.http.get(made["path"])
    unknown = await graphql.http.get("/calendars/siems_calendar_unknown.ics")
    assert (gone.status_code, gone.text) == (unknown.status_code, unknown.text)
    assert gone.status_code == 404
