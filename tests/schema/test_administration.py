"""Administering through GraphQL: inviting, promoting, demoting, and lists of people and teams."""

from typing import Any

from factories import PASSWORD, World
from graphql_client import GraphQLClient, global_id, user_id

INVITE = """mutation($input: InviteUserInput!) { inviteUser(input: $input) {
  user { id email role teams { name } } inviteToken errors { code message field } } }"""
SET = """mutation($input: SetPasswordInput!) { setPassword(input: $input) {
  user { name } errors { code message field } } }"""
UPDATE = """mutation($input: UpdateUserInput!) { updateUser(input: $input) {
  user { __typename id role } errors { code message field } } }"""
TEAM = """mutation($input: UpdateTeamInput!) { updateTeam(input: $input) {
  team { name manager { name } members { name teams { name } } } errors { code message field } } }"""
EITHER = "Give either `userId` for somebody who is there, or `email`, `name` and `role` for somebody new."


async def payload(graphql: GraphQLClient, query: str, as_: Any, **input: Any) -> Any:
    body = await graphql.ask(query, {"input": input}, as_)
    assert set(body) == {"data"}, body
    [found] = body["data"].values()
    return found


async def test_somebody_is_invited_sets_a_password_and_logs_in(world: World, graphql: GraphQLClient) -> None:
    admin, email = await world.admin(), f"eve@{world.organization.id}.example.com"
    invited = await payload(graphql, INVITE, admin, email=email, name="Eve", role="ENGINEER")
    assert (invited["user"]["email"], invited["user"]["teams"], invited["errors"]) == (email, [], [])
    done = {"user": {"name": "Eve"}, "errors": []}
    assert await payload(graphql, SET, None, token=invited["inviteToken"], password=PASSWORD) == done
    again = await payload(graphql, SET, None, token=invited["inviteToken"], password=PASSWORD)
    assert (again["user"], again["errors"][0]["field"]) == (None, ["input", "token"])
    login = "mutation($input: LoginInput!) { login(input: $input) { viewer { name } } }"
    assert await payload(graphql, login, None, email=email, password=PASSWORD) == {"viewer": {"name": "Eve"}}


async def test_half_an_invitation_is_refused(world: World, graphql: GraphQLClient) -> None:
    admin, ada = await world.admin(), await world.engineer()
    for input, field in (
        ({"userId": user_id(ada), "name": "Ada"}, "userId"),
        ({"name": "Ada"}, "email"),
        ({"email": "ada@example.com", "name": "Ada"}, "role"),
    ):
        found = await payload(graphql, INVITE, admin, **input)
        assert found["errors"] == [{"code": "VALIDATION", "message": EITHER, "field": ["input", field]}]


async def test_a_password_is_set_by_one_proof(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer("Ada")
    for proofs in ({}, {"token": "x", "currentPassword": "y"}):
        found = await payload(graphql, SET, ada, password="long enough", **proofs)
        assert [error["message"] for error in found["errors"]] == ["Give either `token` or `currentPassword`."]
    wrong = await payload(graphql, SET, ada, password="long enough", currentPassword="wrong")
    assert wrong["errors"] == [
        {
            "code": "INVALID_CREDENTIALS",
            "message": "This is not your present password.",
            "field": ["input", "currentPassword"],
        }
    ]
    body = await graphql.ask(SET, {"input": {"password": "long enough", "currentPassword": "x"}})
    assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    found = await payload(graphql, SET, ada, password="long enough", currentPassword=PASSWORD)
    assert found == {"user": {"name": "Ada"}, "errors": []}


async def test_a_promotion_keeps_the_id_and_counts_with_the_same_token(world: World, graphql: GraphQLClient) -> None:
    admin, ada = await world.admin(), await world.engineer()
    token = await world.token(ada)
    create = """mutation { createCategory(input: {name: "Fire"}) { category { name } errors { code } } }"""
    assert (await graphql.ask(create, as_=token))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    promoted = await payload(graphql, UPDATE, admin, userId=user_id(ada), role="ADMIN")
    assert promoted["user"] == {"__typename": "Admin", "id": user_id(ada), "role": "ADMIN"}
    assert (await graphql.ask(create, as_=token))["data"]["createCategory"]["category"] == {"name": "Fire"}
    await payload(graphql, UPDATE, admin, userId=user_id(ada), role="MANAGER")
    assert (await graphql.ask(create, as_=token))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_team_has_members_and_they_have_teams(world: World, graphql: GraphQLClient) -> None:
    admin, ada, boss = await world.admin(), await world.engineer("Ada"), await world.manager("Grace")
    team = await world.team()
    found = await payload(
        graphql, TEAM, admin, teamId=global_id(team), managerId=user_id(boss), addMemberIds=[user_id(ada)]
    )
    members = [{"name": "Ada", "teams": [{"name": "Platform"}]}]
    expected = {"name": "Platform", "manager": {"name": "Grace"}, "members": members}
    assert found == {"team": expected, "errors": []}
    found = await payload(graphql, TEAM, admin, teamId=global_id(team), managerId=None, removeMemberIds=[user_id(ada)])
    assert found["team"] == {"name": "Platform", "manager": None, "members": []}


async def test_people_are_found_by_activity_and_by_a_part_of_the_name(world: World, graphql: GraphQLClient) -> None:
    admin, ada, _ = await world.admin("Root"), await world.engineer("Ada"), await world.engineer("Bob 100%")
    await world.app.people.deactivate(admin, ada.id)

    async def names(arguments: str) -> list[str]:
        body = await graphql.ask(f"{{ users({arguments}) {{ edges {{ node {{ name }} }} }} }}", as_=admin)
        return [edge["node"]["name"] for edge in body["data"]["users"]["edges"]]

    assert await names("active: true") == ["Bob 100%", "Root"]
    assert await names("active: false") == ["Ada"]
    assert await names('search: "rOO"') == ["Root"]
    assert await names('search: "0%"') == ["Bob 100%"]
