"""An incident in retrospect, through GraphQL: its review, its postmortem, and who reads them."""

from datetime import timedelta
from typing import Any

import assigning
import pytest
from factories import Person, World
from graphql_client import Asker, GraphQLClient, global_id, refusal, user_id

from siems.domain.clock import OffsetClock
from siems.domain.export_verification import verified
from siems.domain.incidents import Severity
from siems.domain.log import Act
from siems.domain.moments import moments_of
from siems.domain.review import Figures
from siems.models import Incident
from siems.repositories.keyset import PageRequest
from siems.repositories.review import ReviewRepository
from siems.services import incident_export
from siems.services.incidents import Decision

Json = dict[str, Any]
REVIEW = """query($id: ID!) { incident(id: $id) { review {
  timeline { sequence action sinceReportSeconds actorName actor { name } sentence }
  entryCount timelineTruncated
  paged { name user { id } ruleName raisedByName acknowledgedAt acknowledgedByName sequence }
  secondsToAcknowledge secondsToStart secondsToResolve reopenings escalations { byRule byHand }
  changes { field before after actorName sequence }
  sla { state respond { state } resolve { state } }
} } }"""
POSTMORTEM = """query($id: ID!) { incident(id: $id) { version
  postmortem { body version createdAt updatedAt updatedBy { name } } } }"""


async def review(graphql: GraphQLClient, incident: Incident, asker: Asker) -> Json | None:
    body = await graphql.ask(REVIEW, {"id": global_id(incident)}, asker)
    assert set(body) == {"data"}, body
    found: Json | None = body["data"]["incident"]["review"]
    return found


async def sentences(graphql: GraphQLClient, incident: Incident, asker: Asker) -> list[str]:
    found = await review(graphql, incident, asker)
    assert found is not None
    return [moment["sentence"] for moment in found["timeline"]]


def due(incident: Incident, minutes: int) -> str:
    """How a sentence says so many minutes after the report."""
    return f"{incident.created_at + timedelta(minutes=minutes):%Y-%m-%d %H:%M} UTC"


async def resolve(world: World, who: Person, incident: Incident) -> None:
    await world.app.incidents.start(who, Decision(incident.id))
    await world.app.incidents.resolve(who, Decision(incident.id), "Made room")


async def test_a_whole_story_is_told(world: World, graphql: GraphQLClient, clock: OffsetClock) -> None:
    grace, ada = await world.manager("Grace"), await world.engineer("Ada")
    service = await world.service("Checkout")
    await world.policy(respond_minutes=4, resolve_minutes=600)
    await world.rule("Late")
    incident = await world.incident(ada)
    decision = Decision(incident.id)
    clock.advance(minutes=5)
    await world.app.escalations.sweep()
    [escalation] = (await world.app.escalation_lists.page(grace, PageRequest(1))).rows
    clock.advance(minutes=1)
    await world.app.escalations.acknowledge(grace, escalation.id)
    await world.app.incidents.assign(grace, decision, ada.id)
    await world.app.incidents.change_severity(grace, Decision(incident.id, reason="All of them"), Severity.CRITICAL)
    await world.app.incidents.update(grace, decision, {"service_id": service.id, "title": "Disks full"})
    clock.advance(minutes=4)
    await world.app.incidents.start(ada, decision)
    await world.app.escalations.escalate(ada, Decision(incident.id, reason="Help"))
    assert await review(graphql, incident, grace) is None
    clock.advance(minutes=10)
    await world.app.incidents.resolve(ada, decision, "Made room")
    await world.app.incidents.reopen(grace, decision)
    assert await review(graphql, incident, grace) is None
    clock.advance(minutes=10)
    await world.app.incidents.resolve(ada, decision, "Made more room")
    found = await review(graphql, incident, ada)
    assert found is not None
    timeline, paged = found.pop("timeline"), found.pop("paged")
    assert [(each["sequence"], each["action"], each["sentence"]) for each in timeline] == [
        (1, "REPORTED", 'Ada reported "Disk full on db-1" as HIGH'),
        (2, "SLA_BREACHED", f"SLA to respond breached, due {due(incident, 4)}"),
        (3, "ESCALATED", 'Escalated by rule "Late", step 1: told Grace (Unassigned for 5 min)'),
        (4, "ACKNOWLEDGED", "Grace acknowledged it"),
        (5, "ASSIGNED", "Grace assigned it to Ada"),
        (6, "SEVERITY_CHANGED", 'Grace changed the severity from HIGH to CRITICAL: "All of them"'),
        (
            7,
            "UPDATED",
            (
                'Grace changed the title from "Disk full on db-1" to "Disks full", '
                "changed the service from none to Checkout"
            ),
        ),
        (8, "STARTED", "Ada began to work on it"),
        (9, "ESCALATED", 'Ada escalated it by hand: told Grace: "Help"'),
        (10, "RESOLVED", 'Ada resolved it: "Made room"'),
        (11, "REOPENED", "Grace reopened it"),
        (12, "RESOLVED", 'Ada resolved it: "Made more room"'),
    ]
    assert timeline[3]["actor"] == {"name": "Grace"}
    assert timeline[2]["actor"] is None
    assert [round(each["sinceReportSeconds"] / 60) for each in timeline] == [0, 5, 5, 6, 6, 6, 6, 10, 10, 20, 20, 30]
    assert paged[0].pop("acknowledgedAt") is not None
    assert paged == [
        {
            "name": "Grace",
            "user": {"id": user_id(grace)},
            "ruleName": "Late",
            "raisedByName": None,
            "acknowledgedByName": "Grace",
            "sequence": 3,
        },
        {
            "name": "Grace",
            "user": {"id": user_id(grace)},
            "ruleName": None,
            "raisedByName": "Ada",
            "acknowledgedAt": None,
            "acknowledgedByName": None,
            "sequence": 9,
        },
    ]
    minutes = {name: round(found.pop(f"secondsTo{name}") / 60) for name in ("Acknowledge", "Start", "Resolve")}
    assert minutes == {"Acknowledge": 6, "Start": 10, "Resolve": 30}
    assert found == {
        "entryCount": 12,
        "timelineTruncated": False,
        "reopenings": 1,
        "escalations": {"byRule": 1, "byHand": 1},
        "changes": [
            {"field": "severity", "before": "HIGH", "after": "CRITICAL", "actorName": "Grace", "sequence": 6},
            {
                "field": "title",
                "before": "Disk full on db-1",
                "after": "Disks full",
                "actorName": "Grace",
                "sequence": 7,
            },
            {"field": "service", "before": None, "after": "Checkout", "actorName": "Grace", "sequence": 7},
        ],
        "sla": {"state": "BREACHED", "respond": {"state": "BREACHED"}, "resolve": {"state": "MET"}},
    }


async def test_the_figures_of_the_row_are_those_of_the_log(world: World, clock: OffsetClock) -> None:
    grace, ada = await world.manager(), await world.engineer()
    incident = await world.incident(grace)
    for minutes, act in enumerate(("claim", "start")):
        clock.advance(minutes=minutes + 1)
        await getattr(world.app.incidents, act)(ada, Decision(incident.id))
    await world.app.escalations.escalate(ada, Decision(incident.id))
    await world.app.incidents.resolve(ada, Decision(incident.id), "Fixed")
    await world.app.incidents.reopen(grace, Decision(incident.id))
    await world.app.incidents.resolve(ada, Decision(incident.id), "Fixed again")
    found = (await world.app.reviews.of_incidents(ada, [incident.id]))[incident.id]
    folded = Incident(created_at=incident.created_at)
    log = await world.log(incident.id, ada)
    for entry in log:
        for column, moment in moments_of(entry.action, entry.at, folded).items():
            setattr(folded, column, moment)
    ends = (folded.acknowledged_at, folded.started_at, folded.resolved_at)
    seconds = [(end - incident.created_at).total_seconds() for end in ends if end is not None]
    assert found.review.figures == Figures(*seconds, 1, 0, 1)


async def test_a_long_log_is_cut_in_the_timeline_and_changes_behind_it_are_told(world: World) -> None:
    grace, ada = await world.manager(), await world.engineer()
    incident = await world.incident_in("IN_PROGRESS", grace, ada)
    async with world.app.units.of(world.organization.id) as work:
        texts = ({"position": 1, "text": f"{n} {'x' * 500}"} for n in range(1_200))
        ticks = [Act("CHECKLIST_TICKED", ada.actor, work.now, {}, text) for text in texts]
        await work.incident_log.append(incident.id, *ticks)
    await world.app.incidents.change_severity(grace, Decision(incident.id), Severity.LOW)
    await world.app.incidents.resolve(ada, Decision(incident.id), "Fixed")
    found = (await world.app.reviews.of_incidents(ada, [incident.id]))[incident.id].review
    assert (len(found.timeline), found.entries, found.truncated) == (1_000, 1_205, True)
    assert found.timeline[-1].sentence.endswith(f'ticked off "996 {"x" * 195}…"')
    assert [(change.field, change.sequence) for change in found.changes] == [("severity", 1_204)]
    async with world.app.units.of(world.organization.id) as work:
        told = (await ReviewRepository(work).logs([incident.id]))[incident.id]
    assert [each.sequence for each in told.said] == [*range(1, 1_001), 1_204, 1_205]


async def test_what_a_reader_may_not_know_is_not_in_the_sentences(world: World, graphql: GraphQLClient) -> None:
    admin, ada = await world.admin("Alan"), await world.engineer("Ada")
    key = await world.key(admin)
    await assigning.rule(world, "To the best", minimum_score=100)
    await graphql.ask('mutation { reportIncident(input: {title: "x"}) { errors { code } } }', as_=key)
    async with world.app.units.of(world.organization.id) as work:
        [row] = await work.rows("SELECT id FROM incidents WHERE organization_id = $1", world.organization.id)
    incident = await world.app.incidents.assign(admin, Decision(row["id"]), ada.id)
    await resolve(world, ada, incident)
    told = [(await sentences(graphql, incident, asker))[1] for asker in (admin, ada, key)]
    assert told[1:] == ['Nobody got it (Rule "To the best")'] * 2
    assert told[0].startswith("Nobody got it, since the best score is ")


async def test_who_does_not_see_an_incident_reviews_nothing(
    world: World, other_world: World, graphql: GraphQLClient
) -> None:
    grace, ada, bob = await world.manager(), await world.engineer(), await world.engineer()
    incident = await world.incident_in("RESOLVED", grace, ada, restricted=True)
    for who in (bob, await other_world.admin()):
        assert await world.app.reviews.of_incidents(who, [incident.id]) == {}
        body = await graphql.ask(REVIEW, {"id": global_id(incident)}, who)
        assert body == {"data": {"incident": None}}
    assert await review(graphql, incident, ada) is not None


async def test_a_postmortem_is_written_read_and_written_again(world: World, graphql: GraphQLClient) -> None:
    grace, ada = await world.manager("Grace"), await world.engineer("Ada")
    incident = await world.incident_in("RESOLVED", grace, ada)
    assert await postmortem(graphql, incident, ada) is None
    first = await write(graphql, ada, incident, "# Why\n\nBecause.")
    assert first["errors"] == []
    assert (first["postmortem"]["version"], first["incident"]["version"]) == (1, incident.version)
    stale = await write(graphql, grace, incident, "# Another")
    assert (stale["incident"], stale["postmortem"]) == (None, None)
    message = (
        "The postmortem of INC-1 has changed since you read it: it is at version 1, by Ada, and you had seen none. "
        "Read it again, put what you wrote into it, and send its version."
    )
    assert stale["errors"] == [refusal("CONFLICT", message, "expectedVersion")]
    second = await write(graphql, grace, incident, "# Another", expectedVersion=1)
    assert second["postmortem"] == await postmortem(graphql, incident, ada)
    assert second["postmortem"]["updatedBy"] == {"name": "Grace"}
    assert (second["postmortem"]["body"], second["postmortem"]["version"]) == ("# Another", 2)
    assert second["postmortem"]["createdAt"] == first["postmortem"]["createdAt"]


async def test_two_mutations_of_one_operation_each_answer_what_they_leave(world: World, graphql: GraphQLClient) -> None:
    grace = await world.manager()
    incident = await world.incident_in("RESOLVED", grace, await world.engineer())
    fields = "{ incident { postmortem { version } review { entryCount } } }"
    id = global_id(incident)
    body = await graphql.ask(
        f"""mutation {{
          a: writePostmortem(input: {{incidentId: "{id}", body: "A"}}) {fields}
          b: writePostmortem(input: {{incidentId: "{id}", body: "B", expectedVersion: 1}}) {fields} }}""",
        as_=grace,
    )
    assert body["data"] == {
        name: {"incident": {"postmortem": {"version": version}, "review": {"entryCount": 4 + version}}}
        for name, version in (("a", 1), ("b", 2))
    }


EXPORT = """query($id: ID!, $format: IncidentExportFormat! = JSON) {
  incidentExport(incidentId: $id, format: $format) { fileName contentType content } }"""


async def test_an_export_comes_as_a_file(world: World, graphql: GraphQLClient) -> None:
    admin = await world.admin()
    incident = await world.incident_in("RESOLVED", admin, await world.engineer(), title="Disk | full")
    id = global_id(incident)
    file = (await graphql.ask(EXPORT, {"id": id}, admin))["data"]["incidentExport"]
    found = verified(file.pop("content"))
    assert (file, found.checked, found.broken) == (
        {"fileName": "INC-1.json", "contentType": "application/json"},
        4,
        None,
    )
    page = (await graphql.ask(EXPORT, {"id": id, "format": "MARKDOWN"}, admin))["data"]["incidentExport"]
    assert (page["fileName"], page["contentType"]) == ("INC-1.md", "text/markdown")
    assert page["content"].startswith("# INC-1: Disk \\| full\n")


async def test_an_export_that_is_refused_says_which_argument_is_to_blame(
    world: World, graphql: GraphQLClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await world.admin()
    incident = await world.incident(admin)
    monkeypatch.setattr(incident_export, "MOST_ENTRIES", 0)
    for id, message in (("x", "This is not an id"), (global_id(incident), "The log of INC-1 has 1 entries")):
        body = await graphql.ask(EXPORT, {"id": id}, admin)
        assert body["data"] == {"incidentExport": None}
        [error] = body["errors"]
        assert error["message"].startswith(message)
        assert error["extensions"] == {"code": "VALIDATION", "field": ["incidentId"]}


async def write(graphql: GraphQLClient, who: Asker, incident: Incident, body: str, **more: int) -> Json:
    query = """mutation($input: WritePostmortemInput!) { writePostmortem(input: $input) {
      incident { version } postmortem { body version createdAt updatedAt updatedBy { name } }
      errors { code message field } } }"""
    answer = await graphql.ask(query, {"input": {"incidentId": global_id(incident), "body": body, **more}}, who)
    payload: Json = answer["data"]["writePostmortem"]
    return payload


async def postmortem(graphql: GraphQLClient, incident: Incident, who: Asker) -> Json | None:
    found: Json | None = (await graphql.ask(POSTMORTEM, {"id": global_id(incident)}, who))["data"]["incident"][
        "postmortem"
    ]
    return found
