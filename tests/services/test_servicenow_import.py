"""Importing a ServiceNow event log: what goes in, what is refused, and what a second run changes (nothing)."""

import asyncio
import csv
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest
from event_logs import SAMPLE, contents, imported, incident, rows, silent, utc
from factories import World

from siems.bootstrap import Application
from siems.domain.incidents import IncidentStatus, Severity
from siems.domain.lifecycle import state_of
from siems.services.servicenow import ServiceNowImport


async def log_of(world: World, number: str) -> list[Any]:
    return await world.log((await incident(world, number))["id"], await world.manager())


# What goes in


class Counted:
    """The figures of a file, straight from its lines and without SIEMS."""

    def __init__(self, file: Path) -> None:
        incidents: dict[str, list[dict[str, str]]] = {}
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                incidents.setdefault(row["number"], []).append(row)
        self.rows = sum(map(len, incidents.values()))
        self.statuses = Counter(map(self.status, incidents.values()))
        self.severities = Counter(5 - int(rows[-1]["priority"][0]) for rows in incidents.values())
        self.teams = Counter(rows[-1]["assignment_group"].replace("?", "") or None for rows in incidents.values())
        done = [rows for rows in incidents.values() if rows[-1]["incident_state"] in ("Resolved", "Closed")]
        self.hours = [self.hours_to_resolve(rows) for rows in done]
        self.left_out = len(incidents) - len(done)

    def status(self, rows: list[dict[str, str]]) -> str:
        last, before = rows[-1], rows[-2] if len(rows) > 1 else rows[-1] | {"assigned_to": "?"}
        worked_on = last["assigned_to"] != "?" and before["assigned_to"] == last["assigned_to"]
        active = "IN_PROGRESS" if worked_on and before["incident_state"] != "New" else "ASSIGNED"
        state = last["incident_state"].split()[0]
        return {"New": "OPEN", "Active": active, "Awaiting": "IN_PROGRESS"}.get(state, state.upper())

    def hours_to_resolve(self, rows: list[dict[str, str]]) -> float:
        states = ["", *(row["incident_state"] for row in rows)]
        entries = [row for row, was in zip(rows, states, strict=False) if row["incident_state"] == "Resolved" != was]
        end = rows[-1]["resolved_at"] if rows[-1]["resolved_at"] != "?" else entries[-1]["sys_updated_at"]
        return (self.time(end) - self.time(rows[-1]["opened_at"])).total_seconds() / 3600

    def time(self, text: str) -> datetime:
        return datetime.strptime(text + " +0000", "%d-%m-%Y %H:%M %z")


async def assert_counts_agree(world: World, file: Path) -> None:
    counted = Counted(file)
    report = await imported(world, file)
    stored = await rows(
        world,
        "SELECT i.*, t.name AS team FROM incidents i LEFT JOIN teams t ON t.id = team_id WHERE i.organization_id = $1",
    )
    hours = [(row["resolved_at"] - row["created_at"]).total_seconds() / 3600 for row in stored if row["resolved_at"]]

    assert (report.rows_read, report.problem_count) == (counted.rows, 0)
    assert report.incidents_added == len(stored) == counted.statuses.total()
    assert Counter(row["status"] for row in stored) == counted.statuses
    assert Counter(row["severity"] for row in stored) == counted.severities
    assert Counter(row["team"] for row in stored) == counted.teams
    assert mean(hours) == pytest.approx(mean(counted.hours), rel=1e-12)
    assert median(hours) == median(counted.hours)
    assert len(stored) - len(hours) == counted.left_out


async def assert_every_log_holds(world: World, file: Path) -> None:
    await imported(world, file)
    entries = await rows(
        world,
        "SELECT subject_id, action, origin, at, before ->> 'status' AS before, after ->> 'status' AS after, actor_kind,"
        " actor_id FROM incident_log WHERE organization_id = $1 ORDER BY subject_id, sequence",
    )
    ends = {}
    for last, entry in pairwise([{"subject_id": None}, *entries]):
        if last["subject_id"] != entry["subject_id"]:
            assert (entry["action"], entry["after"]) == ("REPORTED", "OPEN")
        else:
            assert entry["at"] >= last["at"]
            if entry["after"]:
                assert entry["before"] == ends[entry["subject_id"]]
                assert entry["after"] in state_of(IncidentStatus(entry["before"])).moves.values()
        ends[entry["subject_id"]] = entry["after"] or ends[entry["subject_id"]]
    stored = await rows(world, "SELECT id, status, updated_at FROM incidents WHERE organization_id = $1")
    assert ends == {row["id"]: row["status"] for row in stored}
    assert {(entry["actor_kind"], entry["actor_id"]) for entry in entries} == {("IMPORT", None)}
    assert {entry["origin"] for entry in entries} == {"IMPORTED", "INFERRED"}
    assert (await world.app.audit.verify(world.organization.id)).ok


async def test_the_imported_counts_are_those_of_the_sample(world: World) -> None:
    await assert_counts_agree(world, SAMPLE)
    stored = await rows(world, "SELECT status, severity FROM incidents WHERE organization_id = $1")

    assert Counter(row["status"] for row in stored) == {
        "OPEN": 1, "ASSIGNED": 1, "IN_PROGRESS": 2, "RESOLVED": 1, "CLOSED": 3,
    }  # fmt: skip
    assert Counter(Severity(row["severity"]).name for row in stored) == {
        "LOW": 2,
        "MEDIUM": 3,
        "HIGH": 2,
        "CRITICAL": 1,
    }


async def test_the_imported_counts_are_those_of_the_real_incidents(world: World, shared_data: Path) -> None:
    await assert_counts_agree(world, shared_data / "servicenow_incident_event_log.csv")


async def test_every_log_of_the_sample_is_a_legal_walk_and_verifies(world: World) -> None:
    await assert_every_log_holds(world, SAMPLE)


async def test_every_log_of_the_real_incidents_is_a_legal_walk_and_verifies(world: World, shared_data: Path) -> None:
    await assert_every_log_holds(world, shared_data / "servicenow_incident_event_log.csv")


async def test_an_incident_is_as_its_last_row_says(world: World) -> None:
    await imported(world)
    row = await incident(world, "INC9000001")

    assert (row["title"], row["category"], row["service"]) == ("Network, VPN (Drops out)", "Network", "vpn-gateway")
    assert (row["status"], row["severity"], row["team"]) == ("CLOSED", Severity.HIGH, "Server Crew")
    assert (row["assignee"], row["reporter_id"]) == ("Ines Holm", None)
    assert row["resolution"] == "Resolved in ServiceNow with code 2."
    assert (row["created_at"], row["updated_at"]) == (utc("2021-05-03 08:00"), utc("2021-05-09 09:00"))
    assert (row["assigned_at"], row["started_at"]) == (utc("2021-05-03 16:00"), utc("2021-05-03 09:00"))
    assert row["acknowledged_at"] == utc("2021-05-03 09:00")
    assert (row["resolved_at"], row["closed_at"]) == (utc("2021-05-04 09:30"), utc("2021-05-09 09:00"))
    assert row["version"] == 9


async def test_a_log_tells_every_change_at_its_time_and_marks_what_is_inferred(world: World) -> None:
    await imported(world)
    log = await log_of(world, "INC9000001")

    assert [(entry.at.strftime("%d %H:%M"), entry.action, entry.origin, entry.actor_name) for entry in log] == [
        ("03 08:00", "REPORTED", "IMPORTED", "Desk 2"),
        ("03 08:20", "ASSIGNED", "IMPORTED", "Dispatcher 1"),
        ("03 09:00", "SEVERITY_CHANGED", "IMPORTED", "Ada Brandt"),
        ("03 09:00", "STARTED", "INFERRED", "Ada Brandt"),
        ("03 11:00", "COMMENTED", "IMPORTED", "Ada Brandt"),
        ("03 16:00", "UPDATED", "IMPORTED", "Ada Brandt"),
        ("03 16:00", "REASSIGNED", "IMPORTED", "Ada Brandt"),
        ("04 09:30", "STARTED", "INFERRED", "Ines Holm"),
        ("04 09:30", "RESOLVED", "IMPORTED", "Ines Holm"),
        ("09 09:00", "CLOSED", "IMPORTED", "Nightly job"),
    ]
    assert (log[2].before, log[2].after) == ({"severity": "MEDIUM"}, {"severity": "HIGH"})
    assert log[4].after == {"body": "incident_state: Active → Awaiting User Info"}
    assert log[5].before["team"]["name"] == "Network Crew"
    assert log[5].after["team"] == {"id": str((await incident(world, "INC9000001"))["team_id"]), "name": "Server Crew"}
    assert log[7].reason == "Inferred from: incident_state: Active → Resolved"


async def test_an_imported_report_is_spelt_as_a_live_one(world: World) -> None:
    await imported(world)
    manager = await world.manager()
    live = (await world.log((await world.incident(manager)).id, manager))[0]
    [report, *_] = await log_of(world, "INC9000001")

    assert report.after.keys() == live.after.keys()


async def test_the_last_rows_resolved_at_counts_and_else_the_last_entry_into_resolved(world: World) -> None:
    await imported(world)

    assert (await incident(world, "INC9000002"))["resolved_at"] == utc("2021-05-03 10:00")
    assert (await incident(world, "INC9000003"))["resolved_at"] == utc("2021-05-06 12:00")
    assert (await incident(world, "INC9000008"))["resolved_at"] == utc("2021-05-05 18:00")
    assert (await incident(world, "INC9000002"))["closed_at"] == utc("2021-05-08 10:00")


async def test_an_unknown_assignee_is_the_resolver_and_else_a_placeholder(world: World) -> None:
    await imported(world)

    assert (await incident(world, "INC9000002"))["assignee"] == "Ola Finn"
    assert (await incident(world, "INC9000005"))["assignee"] == "Unknown engineer (ServiceNow)"
    assert (await incident(world, "INC9000004"))["assignee"] is None


async def test_engineers_are_added_once_cannot_log_in_and_belong_to_the_teams_they_were_given_work_of(
    world: World,
) -> None:
    await imported(world)
    users = await rows(world, "SELECT * FROM users WHERE organization_id = $1 ORDER BY name")
    members = await rows(
        world,
        "SELECT t.name AS team, u.name FROM team_members m JOIN teams t ON t.id = m.team_id "
        "JOIN users u ON u.id = user_id WHERE m.organization_id = $1 ORDER BY 1, 2",
    )

    assert [user["external_ref"] for user in users] == [
        "servicenow:Ada Brandt", "servicenow:Ines Holm", "servicenow:Ola Finn", "servicenow:?",
    ]  # fmt: skip
    assert {(user["role"], user["email"], user["password_hash"]) for user in users} == {("ENGINEER", None, None)}
    assert [(member["team"], member["name"]) for member in members] == [
        ("Desk Crew", "Ola Finn"),
        ("Network Crew", "Ada Brandt"),
        ("Server Crew", "Ines Holm"),
    ]


async def test_what_is_added_beside_the_incidents_is_in_the_configuration_log(world: World) -> None:
    await imported(world)
    entries = await rows(
        world,
        "SELECT subject_kind, action FROM configuration_log WHERE organization_id = $1 AND actor_kind = 'IMPORT'",
    )

    assert Counter((entry["subject_kind"], entry["action"]) for entry in entries) == {
        ("user", "CREATED"): 4,
        ("team", "CREATED"): 3,
        ("category", "CREATED"): 5,
        ("service", "CREATED"): 1,
        ("team", "MEMBER_ADDED"): 3,
    }


async def test_a_team_that_is_there_by_name_is_used(world: World) -> None:
    team = await world.team("Server Crew")
    await imported(world)

    assert (await incident(world, "INC9000006"))["team_id"] == team.id


async def test_progress_ends_with_all_of_the_file(world: World) -> None:
    consumed: list[int] = []
    await imported(world, progress=consumed.append)

    assert consumed == sorted(consumed)
    assert consumed[-1] == SAMPLE.stat().st_size


# Again, together, and after an interruption


async def test_importing_twice_changes_nothing(world: World) -> None:
    first = await imported(world)
    before = await contents(world)
    second = await imported(world)

    assert (first.incidents_added, first.incidents_present) == (8, 0)
    assert (second.incidents_added, second.incidents_present, second.problems) == (0, 8, ())
    assert await contents(world) == before


async def test_two_organizations_import_the_same_file(world: World, other_world: World) -> None:
    await imported(world)

    assert (await imported(other_world)).incidents_added == 8


async def test_an_interrupted_import_is_finished_by_the_next(app: Application, world: World) -> None:
    by_twos = ServiceNowImport(app.units, batch=2)
    batches = []

    def interrupt(consumed: int) -> None:
        batches.append(consumed)
        if len(batches) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await by_twos.run(world.organization, SAMPLE, interrupt)
    report = await by_twos.run(world.organization, SAMPLE, silent)

    assert (report.incidents_added, report.incidents_present) == (4, 4)
    numbers = await rows(world, "SELECT number FROM incidents WHERE organization_id = $1 ORDER BY number")
    assert [row["number"] for row in numbers] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (await app.audit.verify(world.organization.id)).ok


async def test_two_imports_at_once_share_the_work(app: Application, world: World) -> None:
    by_ones = ServiceNowImport(app.units, batch=1)
    one, other = await asyncio.gather(*(by_ones.run(world.organization, SAMPLE, silent) for _ in range(2)))

    assert one.incidents_added + other.incidents_added == 8
    assert one.incidents_present + other.incidents_present == 8
    assert len(await rows(world, "SELECT id FROM users WHERE organization_id = $1")) == 4
    assert (await app.audit.verify(world.organization.id)).ok
