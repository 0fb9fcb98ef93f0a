"""On-call schedules through GraphQL: how they are written, what is refused, and who is on call."""

from escalation_documents import answer, nodes
from factories import World
from graphql_client import GraphQLClient, global_id, refusal, user_id

SCHEDULE = """{ id name timeZone team { name } layers { name participants { name }
  rotation { unit length startsOn handoffTime } hours { weekdays startsAt endsAt } } }"""
CREATE = f"""mutation($input: CreateOnCallScheduleInput!) {{ createOnCallSchedule(input: $input) {{
  onCallSchedule {SCHEDULE} errors {{ code message field }} }} }}"""
UPDATE = f"""mutation($input: UpdateOnCallScheduleInput!) {{ updateOnCallSchedule(input: $input) {{
  onCallSchedule {SCHEDULE} errors {{ code message field }} }} }}"""
DELETE = """mutation($input: DeleteOnCallScheduleInput!) { deleteOnCallSchedule(input: $input) {
  deletedId errors { code message field } } }"""
ADD = """mutation($input: AddOnCallOverrideInput!) { addOnCallOverride(input: $input) {
  override { id user { name } createdBy { name } startsAt endsAt } onCallSchedule { name }
  errors { code message field } } }"""
REMOVE = """mutation($input: RemoveOnCallOverrideInput!) { removeOnCallOverride(input: $input) {
  removedId onCallSchedule { overrides(from: "2099-06-01T00:00:00Z") { id } } errors { code message field } } }"""
WITHIN = '(from: "2099-06-01T06:00:00Z", to: "2099-06-03T06:00:00Z")'
TIMES = f"""{{ shifts{WITHIN} {{ startsAt endsAt user {{ name }} layer {{ name }} override {{ id }} }}
  gaps{WITHIN} {{ startsAt endsAt away {{ name }} }} overrides{WITHIN} {{ id }} }}"""
DAILY = {"unit": "DAYS", "length": 1, "startsOn": "2099-06-01", "handoffTime": "09:00"}
OFFICE = [{"weekdays": ["MONDAY", "TUESDAY"], "startsAt": "09:00", "endsAt": "17:00"}]


async def test_the_manager_of_a_team_writes_a_schedule_and_everybody_sees_who_is_on_call(
    world: World, graphql: GraphQLClient
) -> None:
    grace, ada, bob = await world.manager("Grace"), await world.engineer("Ada"), await world.engineer("Bob")
    team = await world.team("Platform", grace.id)
    layer = {"name": "Office", "participantIds": [user_id(ada), user_id(bob)], "rotation": DAILY, "hours": OFFICE}
    input = {"teamId": global_id(team), "name": "Primary", "timeZone": "Europe/Berlin", "layers": [layer]}
    made = await answer(graphql, CREATE, grace, input=input)
    schedule = made["onCallSchedule"]
    shown = {
        "id": schedule["id"],
        "name": "Primary",
        "timeZone": "Europe/Berlin",
        "team": {"name": "Platform"},
        "layers": [
            {"name": "Office", "participants": [{"name": "Ada"}, {"name": "Bob"}], "rotation": DAILY, "hours": OFFICE}
        ],
    }
    assert made == {"onCallSchedule": shown, "errors": []}
    assert await answer(graphql, f"{{ onCallSchedules {SCHEDULE} }}", ada) == [shown]
    stand_in = {
        "onCallScheduleId": schedule["id"],
        "userId": user_id(bob),
        "startsAt": "2099-06-01T12:00:00+02:00",
        "endsAt": "2099-06-01T13:00:00Z",
    }
    added = await answer(graphql, ADD, grace, input=stand_in)
    override = added["override"]
    assert added == {
        "override": {
            "id": override["id"],
            "user": {"name": "Bob"},
            "createdBy": {"name": "Grace"},
            "startsAt": "2099-06-01T10:00:00+00:00",
            "endsAt": "2099-06-01T13:00:00+00:00",
        },
        "onCallSchedule": {"name": "Primary"},
        "errors": [],
    }
    node = f"query($id: ID!) {{ node(id: $id) {{ ... on OnCallSchedule {TIMES} }} }}"
    found = await answer(graphql, node, ada, id=schedule["id"])
    shifts = [
        (one["startsAt"][8:16], one["endsAt"][8:16], one["user"]["name"], one["layer"], one["override"])
        for one in found["shifts"]
    ]
    office = {"name": "Office"}
    assert shifts == [
        ("01T07:00", "01T10:00", "Ada", office, None),
        ("01T10:00", "01T13:00", "Bob", None, {"id": override["id"]}),
        ("01T13:00", "01T15:00", "Ada", office, None),
        ("02T07:00", "02T15:00", "Bob", office, None),
    ]
    gaps = [(one["startsAt"][8:16], one["endsAt"][8:16], one["away"]) for one in found["gaps"]]
    assert gaps == [
        ("01T06:00", "01T07:00", []),
        ("01T15:00", "02T07:00", []),
        ("02T15:00", "03T06:00", []),
    ]
    assert found["overrides"] == [{"id": override["id"]}]
    removed = await answer(graphql, REMOVE, grace, input={"overrideId": override["id"]})
    assert removed == {"removedId": override["id"], "onCallSchedule": {"overrides": []}, "errors": []}
    renamed = await answer(graphql, UPDATE, grace, input={"onCallScheduleId": schedule["id"], "name": "First"})
    assert renamed == {"onCallSchedule": {**shown, "name": "First"}, "errors": []}
    gone = {"onCallScheduleId": schedule["id"], "reason": "unused"}
    assert await answer(graphql, DELETE, grace, input=gone) == {"deletedId": schedule["id"], "errors": []}
    assert await answer(graphql, node, ada, id=schedule["id"]) is None
    trail = """query($id: ID) { auditTrail(filter: {subjectId: $id, kind: [ON_CALL_SCHEDULE]}) { edges { node {
      action actorName reason subject { id } } } } }"""
    entries = await nodes(graphql, trail, await world.admin(), id=schedule["id"])
    assert [(entry["action"], entry["reason"], entry["subject"]) for entry in entries] == [
        ("DELETED", "unused", None),
        ("UPDATED", None, None),
        ("OVERRIDE_REMOVED", None, None),
        ("OVERRIDE_ADDED", None, None),
        ("CREATED", None, None),
    ]


async def test_who_is_on_call_is_said_for_each_schedule_also_when_that_is_nobody(
    world: World, graphql: GraphQLClient
) -> None:
    admin, ada, gone = await world.admin(), await world.engineer("Ada"), await world.engineer("Gone")
    team = await world.team()
    rotation = {**DAILY, "unit": "WEEKS", "length": 2, "startsOn": "2020-01-06"}
    for name, person in (("Primary", ada), ("Secondary", gone)):
        layer = {"name": "All", "participantIds": [user_id(person)], "rotation": rotation}
        input = {"teamId": global_id(team), "name": name, "timeZone": "UTC", "layers": [layer]}
        await answer(graphql, CREATE, admin, input=input)
    await world.app.people.deactivate(admin, gone.id)
    duties = """query($id: ID!) { onCall(teamId: $id, at: "2099-01-01T00:00:00Z") {
      schedule { name } user { name } since until layer { name } override { id } away { name } } }"""
    assert await answer(graphql, duties, ada, id=global_id(team)) == [
        {
            "schedule": {"name": "Primary"},
            "user": {"name": "Ada"},
            "since": "2098-12-22T09:00:00+00:00",
            "until": "2099-01-05T09:00:00+00:00",
            "layer": {"name": "All"},
            "override": None,
            "away": [],
        },
        {
            "schedule": {"name": "Secondary"},
            "user": None,
            "since": None,
            "until": None,
            "layer": None,
            "override": None,
            "away": [{"name": "Gone"}],
        },
    ]
    teams = "{ teams { name onCall { name } onCallSchedules { name } } }"
    assert await answer(graphql, teams, ada) == [
        {
            "name": "Platform",
            "onCall": [{"name": "Ada"}],
            "onCallSchedules": [{"name": "Primary"}, {"name": "Secondary"}],
        }
    ]


async def test_a_refused_schedule_says_what_is_wrong_where(world: World, graphql: GraphQLClient) -> None:
    admin, team = await world.admin(), await world.team()
    layer = {"name": "All", "participantIds": ["nobody", global_id(team)], "rotation": DAILY}
    input = {"teamId": global_id(team), "name": "", "timeZone": "Berlin", "layers": [layer]}
    await graphql.authorization(admin)  # logs in
    before = await world.fingerprint()
    place = ("layers", "0", "participantIds")
    assert await answer(graphql, CREATE, admin, input=input) == {
        "onCallSchedule": None,
        "errors": [
            refusal("VALIDATION", "This is not an id that SIEMS gave out.", *place, "0"),
            refusal("VALIDATION", "This must be the id of a User; it is the id of a Team.", *place, "1"),
        ],
    }
    input["layers"] = [{**layer, "participantIds": [user_id(admin)], "hours": []}]
    assert await answer(graphql, CREATE, admin, input=input) == {
        "onCallSchedule": None,
        "errors": [
            refusal("VALIDATION", "This must not be empty.", "name"),
            refusal("VALIDATION", "This must be the name of a time zone, as in Europe/Berlin.", "timeZone"),
            refusal("VALIDATION", "These are 0; 1 to 21 are allowed, or null for all hours.", "layers", "0", "hours"),
        ],
    }
    assert await world.fingerprint() == before


async def test_a_time_that_is_none_is_refused(world: World, graphql: GraphQLClient) -> None:
    admin, team = await world.admin(), await world.team()
    layer = {"name": "All", "participantIds": [user_id(admin)], "rotation": DAILY}
    input = {"teamId": global_id(team), "name": "Primary", "timeZone": "UTC", "layers": [layer]}
    await answer(graphql, CREATE, admin, input=input)
    query = '{ onCallSchedules { shifts(from: "2099-01-02T00:00:00Z", to: "2099-01-01T00:00:00Z") { startsAt } } }'
    body = await graphql.ask(query, as_=admin)
    [error] = body["errors"]
    assert (error["message"], error["extensions"]) == (
        "This must be after `from`, which is now if it is absent.",
        {"code": "VALIDATION", "field": ["to"]},
    )
