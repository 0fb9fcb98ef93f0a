"""How people say through GraphQL how they are reached, and who else learns of it."""

from typing import Any

from contacting import add_verified, address, codes
from factories import Person, World
from graphql_client import GraphQLClient, act, global_id, refusal, user_id
from on_call import draft, layer

from schema.ids import decode
from siems.domain.clock import OffsetClock
from siems.models.escalation import NotificationKind

METHOD = "contactMethod { id channel name hint verifiedAt codeExpiresAt }"
SETTINGS = """notificationSettings { steps { urgency afterMinutes contactMethod { name } }
  lowestSeverities { kind severity } quietHours { from until timeZone } }"""
ON_CALL = "query($id: ID!) { onCall(teamId: $id) { user { name reachable } } }"
HINTS = "query($id: ID) { contactMethods(userId: $id) { id channel name hint verifiedAt } }"


async def test_a_contact_method_from_its_code_to_its_end(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer("Ada")
    made = await act(graphql, "createContactMethod", METHOD, ada, channel="EMAIL", name="Mail", address=address(ada))
    method = made["contactMethod"]
    assert (made["errors"], method["hint"], method["verifiedAt"]) == ([], "m…@example.com", None)
    id, uuid = method["id"], decode("ContactMethod", method["id"], "id")
    again = await act(graphql, "createContactMethod", METHOD, ada, channel="EMAIL", name="Mail", address=address(ada))
    assert again["errors"] == [refusal("VALIDATION", 'You have this address already: "Mail".', "address")]

    settings = {"urgency": "PAGE", "steps": [{"contactMethodId": id}]}
    early = await act(graphql, "setNotificationSteps", SETTINGS, ada, **settings)
    not_yet = '"Mail" is not verified yet: nothing but codes is sent to it.'
    assert early["errors"] == [refusal("VALIDATION", not_yet, "steps", "0", "contactMethodId")]

    await act(graphql, "sendContactCode", METHOD, ada, contactMethodId=id)
    [first, second] = await codes(world, uuid)
    if first != second:
        old = await act(graphql, "verifyContactMethod", METHOD, ada, contactMethodId=id, code=first)
        message = "This is not the code. It may be tried 4 more times."
        assert old["errors"] == [refusal("VALIDATION", message, "code")]
    proved = await act(graphql, "verifyContactMethod", METHOD, ada, contactMethodId=id, code=second)
    assert (proved["errors"], proved["contactMethod"]["codeExpiresAt"]) == ([], None)
    assert proved["contactMethod"]["verifiedAt"] is not None
    renamed = await act(graphql, "renameContactMethod", METHOD, ada, contactMethodId=id, name="Work")
    assert renamed["contactMethod"]["name"] == "Work"
    [node] = (await graphql.ask(f'{{ node(id: "{id}") {{ ... on ContactMethod {{ name hint }} }} }}', as_=ada))[
        "data"
    ].values()
    assert node == {"name": "Work", "hint": "m…@example.com"}

    set_ = await act(graphql, "setNotificationSteps", SETTINGS, ada, **settings)
    assert set_["notificationSettings"]["steps"] == [
        {"urgency": "PAGE", "afterMinutes": 0, "contactMethod": {"name": "Work"}}
    ]
    gone = await act(graphql, "deleteContactMethod", "deletedId", ada, contactMethodId=id)
    assert gone == {"deletedId": id, "errors": []}
    body = await graphql.ask(f"{{ contactMethods {{ id }} {SETTINGS} }}", as_=ada)
    assert (body["data"]["contactMethods"], body["data"]["notificationSettings"]["steps"]) == ([], [])


async def test_too_many_codes_are_denied_with_the_time_to_wait(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    made = await act(graphql, "createContactMethod", METHOD, ada, channel="EMAIL", name="Mail", address=address(ada))
    id = made["contactMethod"]["id"]
    send = f'mutation {{ sendContactCode(input: {{contactMethodId: "{id}"}}) {{ errors {{ code }} }} }}'
    answers = [await graphql.ask(send, as_=ada) for _ in range(3)]
    assert [set(answer) for answer in answers] == [{"data"}, {"data"}, {"data", "errors"}]
    [error] = answers[2]["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert 500 < error["extensions"]["retryAfter"] <= 600


async def test_settings_say_all_kinds_and_refuse_to_silence_pages(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    night = {"from": "22:00", "until": "07:00", "timeZone": "Europe/Berlin"}
    lowest = [{"kind": "ASSIGNED", "severity": "NEVER"}]
    set_ = await act(graphql, "setNotificationSettings", SETTINGS, ada, lowestSeverities=lowest, quietHours=night)
    found = set_["notificationSettings"]
    assert (set_["errors"], found["quietHours"]) == ([], night)
    assert {one["kind"]: one["severity"] for one in found["lowestSeverities"]} == {
        **{kind.value: "LOW" for kind in NotificationKind},
        "ASSIGNED": "NEVER",
    }
    before = await world.fingerprint()
    silenced = [{"kind": "ESCALATED", "severity": "NEVER"}]
    refused = await act(graphql, "setNotificationSettings", SETTINGS, ada, lowestSeverities=silenced)
    message = (
        "An escalation is a page: somebody has to act, and nobody else may know of it. It is always sent, whatever the "
        "severity and the hour."
    )
    assert refused["errors"] == [refusal("VALIDATION", message, "lowestSeverities", "0", "severity")]
    assert (await act(graphql, "setNotificationSettings", SETTINGS, ada))["notificationSettings"] == found
    assert await world.fingerprint() == before
    cleared = await act(graphql, "setNotificationSettings", SETTINGS, ada, quietHours=None)
    assert cleared["notificationSettings"]["quietHours"] is None


async def test_admins_see_the_hints_of_others_and_never_an_address(world: World, graphql: GraphQLClient) -> None:
    ada, bob = await world.engineer(), await world.engineer()
    admin, manager = await world.admin(), await world.manager()
    method = await add_verified(world, ada)
    seen = await graphql.ask(HINTS, {"id": user_id(ada)}, admin)
    [found] = seen["data"]["contactMethods"]
    assert (found["id"], found["name"], found["hint"]) == (global_id(method), "Mail", "m…@example.com")
    for who in (bob, manager):
        denied = await graphql.ask(HINTS, {"id": user_id(ada)}, who)
        assert denied["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        node = await graphql.ask(f'{{ node(id: "{global_id(method)}") {{ id }} }}', as_=who)
        assert node["data"] == {"node": None}
    trail = await graphql.ask(
        f'{{ auditTrail(filter: {{subjectId: "{user_id(ada)}"}}) {{ edges {{ node {{ action before after }} }} }} }}',
        as_=admin,
    )
    assert "CONTACT_METHOD_VERIFIED" in str(trail)
    assert "@example.com" not in str(trail).replace(ada.email, "")
    gone = await act(graphql, "deleteContactMethod", "deletedId", admin, contactMethodId=found["id"])
    assert gone["errors"] == []


async def test_who_is_on_call_and_cannot_be_reached_is_known_before_it_matters(
    world: World, graphql: GraphQLClient
) -> None:
    ada, manager = await world.engineer("Ada"), await world.manager()
    admin, team = await world.admin(), await world.team()
    await world.app.on_call_schedules.create(admin, team.id, draft(layer(ada)))
    asked = {"id": global_id(team)}

    async def reachable(as_: Person) -> Any:
        [duty] = (await graphql.ask(ON_CALL, asked, as_))["data"]["onCall"]
        assert duty["user"]["name"] == "Ada"
        return duty["user"]["reachable"]

    assert (await reachable(manager), await reachable(ada)) == (False, False)
    await add_verified(world, ada)
    assert (await reachable(manager), await reachable(ada)) == (True, True)
    assert await reachable(await world.engineer()) is None
