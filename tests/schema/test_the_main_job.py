"""The main job, through GraphQL: an incident from its report to its end, and every other way to change one."""

from datetime import datetime
from typing import Any

from factories import Person, World, suggestion
from graphql_client import GraphQLClient, global_id, user_id

from schema.ids import split

Json = dict[str, Any]
LOG = """
query($id: ID!) {
  incidentLog(incidentId: $id) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      sequence action actorKind actorName before after reason origin at recordedAt hash actor { __typename id name }
    } }
  }
}
"""
MOMENTS = ("createdAt", "updatedAt", "assignedAt", "acknowledgedAt", "startedAt", "resolvedAt", "closedAt")


def told(person: Person) -> Json:
    return {"__typename": type(person.user).__name__, "id": user_id(person), "name": person.user.name}


def named(person: Person) -> Json:
    """How the log names a person."""
    return {"id": str(person.id), "name": person.user.name}


def without_moments(incident: Json) -> Json:
    return {name: value for name, value in incident.items() if name not in MOMENTS}


def set_moments(incident: Json) -> set[str]:
    """Which moments an incident has; each must be RFC 3339 in UTC."""
    given = {name for name in MOMENTS if incident[name] is not None}
    for name in given:
        assert datetime.fromisoformat(incident[name]).isoformat() == incident[name]
        assert incident[name].endswith("+00:00")
    return given


async def entries(graphql: GraphQLClient, person: Person, incident_id: str) -> list[Json]:
    body = await graphql.ask(LOG, {"id": incident_id}, person)
    return [edge["node"] for edge in body["data"]["incidentLog"]["edges"]]


async def last_entry(graphql: GraphQLClient, person: Person, incident_id: str) -> tuple[Any, ...]:
    entry = (await entries(graphql, person, incident_id))[-1]
    return tuple(entry[name] for name in ("sequence", "action", "actorName", "before", "after", "reason"))


async def test_an_incident_is_reported_assigned_started_resolved_and_closed(
    world: World, graphql: GraphQLClient
) -> None:
    manager, engineer = await world.manager("Mara"), await world.engineer("Ada")
    team, category = await world.team("Platform"), await world.category("Outage")
    service = await world.service("Checkout", team.id)
    report = {
        "title": "  Disk full on db-1 ",
        "description": "No space left on /var",
        "severity": "CRITICAL",
        "categoryId": global_id(category),
        "serviceId": global_id(service),
        "dedupKey": "disk db-1",
    }
    reported = await graphql.done("reportIncident", engineer, **report)
    team_told = {"id": global_id(team), "name": "Platform"}
    expected: Json = {
        "id": reported["id"],
        "number": 1,
        "key": "INC-1",
        "title": "Disk full on db-1",
        "description": "No space left on /var",
        "severity": "CRITICAL",
        "status": "OPEN",
        "restricted": False,
        "version": 1,
        "escalationLevel": 0,
        "allowedTransitions": ["ASSIGNED"],
        "resolution": None,
        "category": {"id": global_id(category), "name": "Outage"},
        "service": {"id": global_id(service), "name": "Checkout", "team": team_told},
        "team": team_told,
        "reporter": told(engineer),
        "assignee": None,
    }
    assert without_moments(reported) == expected
    assert set_moments(reported) == {"createdAt", "updatedAt"}

    id = reported["id"]
    assigned = await graphql.done(
        "assignIncident", manager, incidentId=id, assigneeId=user_id(engineer), reason="On call", expectedVersion=1
    )
    expected |= {"status": "ASSIGNED", "version": 2, "assignee": told(engineer)}
    expected["allowedTransitions"] = ["OPEN", "ASSIGNED", "IN_PROGRESS"]
    assert without_moments(assigned) == expected
    assert set_moments(assigned) == {"createdAt", "updatedAt", "assignedAt"}

    started = await graphql.done("startIncident", engineer, incidentId=id, expectedVersion=2)
    expected |= {"status": "IN_PROGRESS", "version": 3, "allowedTransitions": ["OPEN", "ASSIGNED", "RESOLVED"]}
    assert without_moments(started) == expected
    assert set_moments(started) == {"createdAt", "updatedAt", "assignedAt", "acknowledgedAt", "startedAt"}

    resolved = await graphql.done("resolveIncident", engineer, incidentId=id, resolution=" Logs rotated\n")
    expected |= {"status": "RESOLVED", "version": 4, "resolution": "Logs rotated"}
    expected["allowedTransitions"] = ["IN_PROGRESS", "CLOSED"]
    assert without_moments(resolved) == expected
    assert set_moments(resolved) == set(MOMENTS) - {"closedAt"}

    closed = await graphql.done("closeIncident", manager, incidentId=id, reason="Agreed")
    expected |= {"status": "CLOSED", "version": 5, "allowedTransitions": []}
    assert without_moments(closed) == expected
    assert set_moments(closed) == set(MOMENTS)

    body = await graphql.ask(LOG, {"id": id}, manager)
    log = [edge["node"] for edge in body["data"]["incidentLog"]["edges"]]
    columns = ("sequence", "action", "actor", "before", "after", "reason")
    first_after = {
        "title": "Disk full on db-1",
        "description": "No space left on /var",
        "severity": "CRITICAL",
        "status": "OPEN",
        "category": {"id": str(category.id), "name": "Outage"},
        "service": {"id": str(service.id), "name": "Checkout"},
        "team": {"id": str(team.id), "name": "Platform"},
        "reporter": named(engineer),
        "restricted": False,
        "dedupKey": "disk db-1",
    }
    assert [tuple(entry[column] for column in columns) for entry in log] == [
        (1, "REPORTED", told(engineer), {}, first_after, None),
        (
            2,
            "ASSIGNED",
            told(manager),
            {"status": "OPEN", "assignee": None},
            {
                "status": "ASSIGNED",
                "assignee": named(engineer),
                "suggestion": suggestion() | {"from_other_teams": True},
            },
            "On call",
        ),
        (3, "STARTED", told(engineer), {"status": "ASSIGNED"}, {"status": "IN_PROGRESS"}, None),
        (
            4,
            "RESOLVED",
            told(engineer),
            {"status": "IN_PROGRESS", "resolution": None},
            {"status": "RESOLVED", "resolution": "Logs rotated"},
            None,
        ),
        (5, "CLOSED", told(manager), {"status": "RESOLVED"}, {"status": "CLOSED"}, "Agreed"),
    ]
    moments = ("createdAt", "assignedAt", "startedAt", "resolvedAt", "closedAt")
    assert [entry["at"] for entry in log] == [closed[name] for name in moments]
    assert {(entry["actorKind"], entry["origin"]) for entry in log} == {("USER", "LIVE")}
    stored = await world.log(split(id, "id")[1], manager)
    assert [entry["hash"] for entry in log] == [entry.hash for entry in stored]
    assert [entry["actorName"] for entry in log] == ["Ada", "Mara", "Ada", "Ada", "Mara"]
    assert [edge["cursor"] for edge in body["data"]["incidentLog"]["edges"]] == ["1", "2", "3", "4", "5"]
    assert body["data"]["incidentLog"]["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": "1",
        "endCursor": "5",
    }


async def test_an_incident_is_claimed_and_taken_back(world: World, graphql: GraphQLClient) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    id = global_id(await world.incident(manager))
    claimed = await graphql.done("claimIncident", engineer, incidentId=id, expectedVersion=1, reason="Mine")
    assert (claimed["status"], claimed["assignee"], claimed["version"]) == ("ASSIGNED", told(engineer), 2)
    assert claimed["acknowledgedAt"] == claimed["assignedAt"] == claimed["updatedAt"]
    freed = await graphql.done("unassignIncident", manager, incidentId=id, expectedVersion=2)
    assert (freed["status"], freed["assignee"], freed["assignedAt"], freed["version"]) == ("OPEN", None, None, 3)
    assert await last_entry(graphql, manager, id) == (
        3,
        "UNASSIGNED",
        manager.user.name,
        {"status": "ASSIGNED", "assignee": named(engineer)},
        {"status": "OPEN", "assignee": None},
        None,
    )


async def test_a_resolution_is_taken_back(world: World, graphql: GraphQLClient) -> None:
    manager, engineer = await world.manager(), await world.engineer()
    id = global_id(await world.incident_in("RESOLVED", manager, engineer))
    reopened = await graphql.done("reopenIncident", engineer, incidentId=id, reason="It is full again")
    assert (reopened["status"], reopened["assignee"], reopened["version"]) == ("IN_PROGRESS", told(engineer), 5)
    assert (reopened["resolution"], reopened["resolvedAt"]) == (None, None)
    assert await last_entry(graphql, manager, id) == (
        5,
        "REOPENED",
        engineer.user.name,
        {"status": "RESOLVED", "resolution": "Fixed"},
        {"status": "IN_PROGRESS", "resolution": None},
        "It is full again",
    )


async def test_a_comment_is_an_entry_and_no_new_version(world: World, graphql: GraphQLClient) -> None:
    engineer = await world.engineer()
    id = global_id(await world.incident(engineer))
    incident = await graphql.done("addComment", engineer, incidentId=id, body=" df says 100 %\n 🔥 ")
    assert incident["version"] == 1
    expected = (2, "COMMENTED", engineer.user.name, {}, {"body": "df says 100 %\n 🔥"}, None)
    assert await last_entry(graphql, engineer, id) == expected


async def test_the_severity_is_changed(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    id = global_id(await world.incident(manager))
    changed = await graphql.done("changeSeverity", manager, incidentId=id, severity="LOW", reason="A test system")
    assert (changed["severity"], changed["version"]) == ("LOW", 2)
    expected = (2, "SEVERITY_CHANGED", manager.user.name, {"severity": "HIGH"}, {"severity": "LOW"}, "A test system")
    assert await last_entry(graphql, manager, id) == expected


async def test_an_edit_changes_what_is_given_and_null_empties(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    team, category = await world.team(), await world.category()
    incident = await world.incident(manager, description="Why?", category_id=category.id)
    id = global_id(incident)
    values = {"title": "Disk full on db-2", "teamId": global_id(team), "categoryId": None, "restricted": True}
    edited = await graphql.done("updateIncident", manager, incidentId=id, expectedVersion=1, **values)
    assert (edited["title"], edited["description"], edited["severity"]) == ("Disk full on db-2", "Why?", "HIGH")
    assert (edited["team"], edited["category"]) == ({"id": global_id(team), "name": "Platform"}, None)
    assert (edited["restricted"], edited["version"]) == (True, 2)
    was = {"id": str(category.id), "name": "Outage"}
    assert await last_entry(graphql, manager, id) == (
        2,
        "UPDATED",
        manager.user.name,
        {"title": "Disk full on db-1", "restricted": False, "category": was, "team": None},
        {
            "title": "Disk full on db-2",
            "restricted": True,
            "category": None,
            "team": {"id": str(team.id), "name": "Platform"},
        },
        None,
    )


async def test_an_edit_that_changes_nothing_is_no_entry(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    incident = await world.incident(manager)
    before = await world.stored(incident.id)
    await graphql.done("updateIncident", manager, incidentId=global_id(incident), title=incident.title)
    assert await world.stored(incident.id) == before
