"""Searching over GraphQL: pages, highlights, refusals, and what is like an incident that is being reported."""

from typing import Any

import pytest
from factories import Person, World
from graphql_client import GraphQLClient, global_id

PAGE = """query($after: String) { searchIncidents(text: "router", first: 2, after: $after) {
  totalCount edges { cursor rank node { key } highlights { field text } }
  pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
SEARCH = "query($text: String!, $after: String) { searchIncidents(text: $text, after: $after) { totalCount } }"
LIST = "query($text: String!) { incidents(filter: {text: $text}) { totalCount } }"


async def test_a_search_gives_pages_with_ranks_and_highlights(
    world: World, graphql: GraphQLClient, manager: Person
) -> None:
    for title in ("Switch", "Router burns", "Router"):
        await world.incident(manager, title, description="The router" if title == "Switch" else "")
    first = (await graphql.ask(PAGE, as_=manager))["data"]["searchIncidents"]
    assert [edge["node"]["key"] for edge in first["edges"]] == ["INC-3", "INC-2"]
    assert first["edges"][0]["rank"] > first["edges"][1]["rank"] > 0
    assert first["edges"][1]["highlights"] == [{"field": "TITLE", "text": "\u27e6Router\u27e7 burns"}]
    end = first["pageInfo"].pop("endCursor")
    assert (first["totalCount"], end) == (3, first["edges"][1]["cursor"])
    assert first["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}
    second = (await graphql.ask(PAGE, {"after": end}, manager))["data"]["searchIncidents"]
    assert [edge["highlights"] for edge in second["edges"]] == [
        [{"field": "DESCRIPTION", "text": "The \u27e6router\u27e7"}]
    ]
    assert second["pageInfo"]["hasNextPage"] is False


@pytest.mark.parametrize(
    ("query", "name", "variables", "field"),
    [
        (SEARCH, "searchIncidents", {"text": "x" * 10_000}, "text"),
        (SEARCH, "searchIncidents", {"text": "a\x00"}, "text"),
        (SEARCH, "searchIncidents", {"text": "a\ud800"}, "text"),
        (SEARCH, "searchIncidents", {"text": "a", "after": "x"}, "after"),
        (LIST, "incidents", {"text": "x" * 501}, "text"),
        ("{ searchIncidents(text: \"a\", first: 101) { totalCount } }", "searchIncidents", {}, "first"),
        ("{ similarIncidents(title: \"a\", first: 21) { score } }", "similarIncidents", {}, "first"),
        ("{ similarIncidents(title: \" \") { score } }", "similarIncidents", {}, "title"),
    ],
)  # fmt: skip
async def test_what_cannot_be_searched_for_is_refused(
    world: World, graphql: GraphQLClient, manager: Person, query: str, name: str, variables: Any, field: str
) -> None:
    body = await graphql.ask(query, variables, manager)
    [error] = body["errors"]
    assert (body["data"], error["extensions"]) == ({name: None}, {"code": "VALIDATION", "field": [field]})


async def test_a_blank_text_is_no_condition_of_a_list_and_finds_nothing(
    world: World, graphql: GraphQLClient, manager: Person
) -> None:
    await world.incident(manager)
    assert (await graphql.ask(LIST, {"text": " "}, manager))["data"] == {"incidents": {"totalCount": 1}}
    assert (await graphql.ask(SEARCH, {"text": " "}, manager))["data"] == {"searchIncidents": {"totalCount": 0}}


async def test_a_reporter_sees_how_the_last_one_was_resolved(
    world: World, graphql: GraphQLClient, manager: Person
) -> None:
    ada, service = await world.engineer(), await world.service()
    await world.incident_in("RESOLVED", manager, ada, service_id=service.id)
    query = """query($service: ID) { similarIncidents(title: "Disk is full on db-1", serviceId: $service, first: 3) {
      score incident { key status resolution } } }"""
    body = await graphql.ask(query, {"service": global_id(service)}, ada)
    incident = {"key": "INC-1", "status": "RESOLVED", "resolution": "Fixed"}
    assert body["data"] == {"similarIncidents": [{"score": 100, "incident": incident}]}
