"""Skills, hours, absences and the switch through GraphQL: how they are written, shown and searched by."""

from typing import Any

from escalation_documents import answer, nodes
from factories import World
from graphql_client import GraphQLClient, global_id, refusal, user_id

ERRORS = "errors { code message field }"
CREATE_SKILL = (
    f"mutation($input: CreateSkillInput!) {{ createSkill(input: $input) {{ skill {{ id name }} {ERRORS} }} }}"
)
UPDATE_SKILL = (
    f"mutation($input: UpdateSkillInput!) {{ updateSkill(input: $input) {{ skill {{ id name }} {ERRORS} }} }}"
)
DELETE_SKILL = (
    f"mutation($input: DeleteSkillInput!) {{ deleteSkill(input: $input) {{ skill {{ id name }} {ERRORS} }} }}"
)
LEVELS = "{ level skill { id name } }"
SET_SKILLS = f"""mutation($input: SetSkillsInput!) {{ setSkills(input: $input) {{
  user {{ skills {LEVELS} }} {ERRORS} }} }}"""
SWITCH = f"""mutation($input: SetAvailabilityInput!) {{ setAvailability(input: $input) {{
  user {{ name availability {{ available absentUntil switchedOff switchedOffUntil inWorkingHours }} }} {ERRORS} }} }}"""
HOURS = f"""mutation($input: SetWorkingHoursInput!) {{ setWorkingHours(input: $input) {{
  user {{ workingHours {{ timeZone windows {{ weekdays startsAt endsAt }} }} }} {ERRORS} }} }}"""
ABSENCE = "{ id startsOn endsOn note user { name absences { startsOn note } } }"
ADD = f"mutation($input: AddAbsenceInput!) {{ addAbsence(input: $input) {{ absence {ABSENCE} {ERRORS} }} }}"
REMOVE = f"mutation($input: RemoveAbsenceInput!) {{ removeAbsence(input: $input) {{ absence {ABSENCE} {ERRORS} }} }}"
ABSENCES = """query($from: Date!, $to: Date!, $team: ID, $user: ID) {
  absences(from: $from, to: $to, teamId: $team, userId: $user) { user { name } startsOn endsOn note } }"""
USERS = """query($team: ID, $skill: ID, $available: Boolean) {
  users(teamId: $team, skillId: $skill, available: $available, active: true) { edges { node { name } } } }"""
SERVICE = f"""mutation($input: UpdateServiceInput!) {{ updateService(input: $input) {{
  service {{ requiredSkills {LEVELS} }} {ERRORS} }} }}"""
CATEGORY = f"""mutation($input: CreateCategoryInput!) {{ createCategory(input: $input) {{
  category {{ requiredSkills {LEVELS} }} {ERRORS} }} }}"""
FIRST, LAST = "2099-07-01", "2099-07-14"


async def test_a_skill_from_its_creation_to_its_end(world: World, graphql: GraphQLClient) -> None:
    admin, ada, service = await world.admin(), await world.engineer(), await world.service()
    made = await answer(graphql, CREATE_SKILL, admin, input={"name": " Go "})
    skill = made["skill"]
    assert made == {"skill": {"id": skill["id"], "name": "Go"}, "errors": []}
    given = [{"skillId": skill["id"], "level": 4}]
    shown = [{"level": 4, "skill": {"id": skill["id"], "name": "Golang"}}]
    await answer(graphql, UPDATE_SKILL, admin, input={"skillId": skill["id"], "name": "Golang"})
    person = await answer(graphql, SET_SKILLS, admin, input={"userId": user_id(ada), "skills": given})
    assert person == {"user": {"skills": shown}, "errors": []}
    asked: dict[str, Any] = {"serviceId": global_id(service), "requiredSkills": given}
    assert (await answer(graphql, SERVICE, admin, input=asked))["service"] == {"requiredSkills": shown}
    left = {"serviceId": global_id(service), "requiredSkills": None, "description": "Pays"}
    assert (await answer(graphql, SERVICE, admin, input=left))["service"] == {"requiredSkills": shown}
    category = {"name": "Outage", "requiredSkills": given}
    assert (await answer(graphql, CATEGORY, admin, input=category))["category"] == {"requiredSkills": shown}
    node = "query($id: ID!) { node(id: $id) { ... on Skill { name } } }"
    assert await answer(graphql, node, ada, id=skill["id"]) == {"name": "Golang"}
    await answer(graphql, DELETE_SKILL, admin, input={"skillId": skill["id"], "reason": "renamed"})
    assert await answer(graphql, node, ada, id=skill["id"]) is None
    assert await answer(graphql, "{ me { ... on Engineer { skills { level } } } }", ada) == {"skills": []}
    trail = """query($id: ID) { auditTrail(filter: {subjectId: $id, kind: [SKILL]}) { edges { node {
      action reason subject { id } } } } }"""
    assert await nodes(graphql, trail, admin, id=skill["id"]) == [
        {"action": "DELETED", "reason": "renamed", "subject": None},
        {"action": "UPDATED", "reason": None, "subject": None},
        {"action": "CREATED", "reason": None, "subject": None},
    ]


async def test_one_says_when_one_works_and_when_one_is_away(world: World, graphql: GraphQLClient) -> None:
    ada, bob = await world.engineer("Ada"), await world.engineer("Bob")
    windows = [
        {"weekdays": ["MONDAY", "FRIDAY"], "startsAt": "09:00", "endsAt": "17:30"},
        {"weekdays": ["SUNDAY"], "startsAt": "22:00", "endsAt": "06:00"},
    ]
    hours = {"timeZone": "Asia/Kolkata", "windows": windows}
    assert await answer(graphql, HOURS, ada, input=hours) == {"user": {"workingHours": hours}, "errors": []}
    none = {"timeZone": "Asia/Kolkata", "windows": None}
    assert await answer(graphql, HOURS, ada, input=none) == {"user": {"workingHours": none}, "errors": []}
    until = "2099-01-01T00:00:00Z"
    off = await answer(graphql, SWITCH, ada, input={"available": False, "until": until})
    message = "This must be in the future, by 366 days at most."
    assert off == {"user": None, "errors": [refusal("VALIDATION", message, "until")]}
    off = await answer(graphql, SWITCH, ada, input={"available": False, "reason": "at a conference"})
    switch = {"available": False, "absentUntil": None, "switchedOff": True, "switchedOffUntil": None}
    assert off["user"] == {"name": "Ada", "availability": {**switch, "inWorkingHours": None}}
    added = await answer(graphql, ADD, ada, input={"startsOn": FIRST, "endsOn": LAST, "note": "Operation"})
    absence = added["absence"]
    assert absence == {
        "id": absence["id"],
        "startsOn": FIRST,
        "endsOn": LAST,
        "note": "Operation",
        "user": {"name": "Ada", "absences": [{"startsOn": FIRST, "note": "Operation"}]},
    }
    within = {"from": LAST, "to": "2099-12-31"}
    [seen] = await answer(graphql, ABSENCES, bob, **within, user=user_id(ada))
    assert seen == {"user": {"name": "Ada"}, "startsOn": FIRST, "endsOn": LAST, "note": None}
    assert await answer(graphql, ABSENCES, bob, **within, user=user_id(bob)) == []
    removed = await answer(graphql, REMOVE, ada, input={"absenceId": absence["id"]})
    assert (removed["absence"]["user"], removed["errors"]) == ({"name": "Ada", "absences": []}, [])


async def test_people_are_filtered_by_team_skill_and_availability(world: World, graphql: GraphQLClient) -> None:
    admin, ada, bob = await world.admin("Admin"), await world.engineer("Ada"), await world.engineer("Bob")
    team = await world.app.teams.create(admin, "Platform", None, [ada.id, bob.id])
    go = await world.app.skills.create(admin, "Go")
    for person in (admin, ada):
        await world.app.skills.set_skills(admin, person.id, [(go.id, 1)])
    await world.app.availability.set_availability(bob, False)

    async def found(**filters: Any) -> list[str]:
        return [node["name"] for node in await nodes(graphql, USERS, ada, **filters)]

    assert await found() == ["Ada", "Admin", "Bob"]
    assert await found(team=global_id(team)) == ["Ada", "Bob"]
    assert await found(skill=global_id(go)) == ["Ada", "Admin"]
    assert await found(available=True) == ["Ada", "Admin"]
    assert await found(available=False) == ["Bob"]
    assert await found(team=global_id(team), skill=global_id(go), available=True) == ["Ada"]


async def test_absences_of_more_than_a_year_are_refused(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    for last, codes in (("2027-01-02", []), ("2027-01-03", ["VALIDATION"]), ("2025-12-31", ["VALIDATION"])):
        body = await graphql.ask(ABSENCES, {"from": "2026-01-01", "to": last}, ada)
        assert [error["extensions"]["code"] for error in body.get("errors", [])] == codes
