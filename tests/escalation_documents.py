"""Escalation through GraphQL for tests: documents, their answers, and a restricted incident that escalates."""

from typing import Any

from factories import Person, World, step
from graphql_client import GraphQLClient

DELETE = """mutation($input: DeleteEscalationRuleInput!) { deleteEscalationRule(input: $input) {
  deletedId errors { code message field } } }"""
NOTIFICATIONS = """query($unread: Boolean) { notifications(unread: $unread) { unreadCount edges { node {
  id kind readAt incident { key } escalation { level } } } } }"""


async def answer(graphql: GraphQLClient, query: str, as_: Any, **variables: Any) -> Any:
    """The only field of an answer without top-level errors."""
    body = await graphql.ask(query, variables, as_)
    assert set(body) == {"data"}, body
    [found] = body["data"].values()
    return found


async def nodes(graphql: GraphQLClient, query: str, as_: Any, **variables: Any) -> list[Any]:
    return [edge["node"] for edge in (await answer(graphql, query, as_, **variables))["edges"]]


async def secret(world: World) -> tuple[Person, Person, Person]:
    """A manager, an engineer who was told of a restricted incident and one who was not."""
    grace, ada, bob = await world.manager("Grace"), await world.engineer("Ada"), await world.engineer("Bob")
    await world.rule(steps=[step(ada.id)])
    await world.incident(grace, restricted=True)
    await world.incident(grace)
    return grace, ada, bob
