"""Requests that are no GraphQL, or no valid document: refused in JSON, and nothing has changed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from factories import World
from graphql_client import GraphQLClient, global_id, mutation

Json = dict[str, Any]
NOT_JSON = "The request's body or variables are not JSON."
NO_OBJECT = "The request must be a JSON object with the keys query and variables."
NO_JSON_TYPE = "The request's body must be JSON: send it with content-type: application/json."
TOO_LARGE = "The request's body is larger than 1048576 bytes."
UNKNOWN_FIELD = (
    ": Expected value of type 'ReportIncidentInput' not to include unknown field 'nope', "
    "found: {'title': 'Disk full', 'nope': 7}."
)
DEEP = b"[" * 100_000 + b"]" * 100_000

BAD_BODIES = {
    "empty": (b"", NOT_JSON),
    "no JSON": (b"{", NOT_JSON),
    "half a document": (b'{"query": "{ me', NOT_JSON),
    "invalid UTF-8": (b'{"query": "\xff\xfe"}', NOT_JSON),
    "nested deeply": (DEEP, NOT_JSON),
    "variables nested deeply": (b'{"query": "{ me { id } }", "variables": {"a": ' + DEEP + b"}}", NOT_JSON),
    "list": (b"[]", NO_OBJECT),
    "batch": (b'[{"query": "{ me { id } }"}]', NO_OBJECT),
    "string": (b'"{ me { id } }"', NO_OBJECT),
    "number": (b"7", NO_OBJECT),
    "null": (b"null", NO_OBJECT),
    "no query": (b"{}", "No GraphQL query found in the request"),
    "query that is a number": (
        b'{"query": 7}',
        "The GraphQL operation's `query` must be a string or null, if provided.",
    ),
    "variables that are a list": (
        b'{"query": "{ me { id } }", "variables": []}',
        "The GraphQL operation's `variables` must be an object or null, if provided.",
    ),
}


def bad_request(message: str) -> Json:
    return {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


@pytest.mark.parametrize(("body", "message"), BAD_BODIES.values(), ids=BAD_BODIES)
async def test_a_body_that_is_no_request_is_refused(
    world: World, graphql: GraphQLClient, body: bytes, message: str
) -> None:
    headers = {"content-type": "application/json", **await graphql.authorization(await world.engineer())}
    answer = await graphql.http.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json() == bad_request(message)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
async def test_another_content_type_is_refused_and_does_nothing(
    world: World, graphql: GraphQLClient, content_type: str
) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    before = await world.stored(incident.id)
    headers = {"content-type": content_type, **await graphql.authorization(engineer)}
    body = json.dumps({"query": comment(global_id(incident))})
    answer = await graphql.http.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (415, bad_request(NO_JSON_TYPE))
    assert await world.stored(incident.id) == before


async def test_a_form_from_a_page_of_another_site_does_nothing(world: World, graphql: GraphQLClient) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    before = await world.stored(incident.id)
    operations = json.dumps({"query": comment(global_id(incident))})
    headers = await graphql.authorization(engineer)
    answer = await graphql.http.post("/graphql", files={"operations": (None, operations)}, headers=headers)
    assert (answer.status_code, answer.json()) == (415, bad_request(NO_JSON_TYPE))
    assert await world.stored(incident.id) == before


def comment(incident_id: str) -> str:
    return f'mutation {{ addComment(input: {{incidentId: "{incident_id}", body: "Hm"}}) {{ errors {{ code }} }} }}'


async def test_a_mutation_by_GET_is_refused_and_does_nothing(world: World, graphql: GraphQLClient) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    before = await world.stored(incident.id)
    headers = await graphql.authorization(engineer)
    answer = await graphql.http.get("/graphql", params={"query": comment(global_id(incident))}, headers=headers)
    assert (answer.status_code, answer.json()) == (405, bad_request("Only queries may use GET: send this with POST."))
    assert await world.stored(incident.id) == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_other_methods_are_refused(graphql: GraphQLClient, method: str) -> None:
    answer = await graphql.http.request(method, "/graphql", json={"query": "{ me { id } }"})
    assert (answer.status_code, answer.json()) == (405, bad_request("GraphQL only supports GET and POST requests."))


async def test_five_megabytes_are_refused_by_their_announcement(graphql: GraphQLClient) -> None:
    answer = await graphql.send({"query": "{ me { id } }", "padding": "x" * 5_000_000})
    assert (answer.status_code, answer.json()) == (413, bad_request(TOO_LARGE))
    assert answer.request.headers["content-length"] > "5000000"


async def test_five_megabytes_that_are_not_announced_are_refused_at_the_first(graphql: GraphQLClient) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(50):
            sent += 100_000
            yield b"x" * 100_000

    answer = await graphql.http.post("/graphql", content=chunks(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (413, bad_request(TOO_LARGE))
    assert "content-length" not in answer.request.headers
    assert sent == 1_100_000


async def test_a_body_of_exactly_one_mebibyte_is_read(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer("Ada")
    headers = {"content-type": "application/json", **await graphql.authorization(ada)}
    body = b'{"query": "{ me { name } }"}'.ljust(1024 * 1024)
    answer = await graphql.http.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {"data": {"me": {"name": "Ada"}}})
    answer = await graphql.http.post("/graphql", content=body + b" ", headers=headers)
    assert (answer.status_code, answer.json()) == (413, bad_request(TOO_LARGE))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ nope }", "Cannot query field 'nope' on type 'Query'. Did you mean 'node'?"),
        ("{", "Syntax Error: Expected Name, found <EOF>."),
        ("{ \ud800 }", "Syntax Error: Invalid character: U+D800."),
        ("{ me { id \x00 } }", "Syntax Error: Unexpected character: U+0000."),
        (
            "query($id: ID!) { incident(id: $id) { id } }",
            "Variable '$id' has invalid value: Expected a value of non-null type 'ID!' to be provided.",
        ),
        ("{ incident { id } }", "Argument 'Query.incident(id:)' of type 'ID!' is required, but it was not provided."),
        (
            "{ incidents(filter: {status: [LOST]}) { totalCount } }",
            "Value 'LOST' does not exist in 'IncidentStatus' enum.",
        ),
        ("{" + "a{" * 20_000 + "b" + "}" * 20_001, "Syntax Error: Document is nested too deeply. Parsing aborted."),
    ],
    ids=["unknown field", "syntax", "half a character", "NUL", "no variable", "no argument", "unknown value", "deep"],
)
async def test_a_document_that_does_not_fit_is_a_bad_request(
    world: World, graphql: GraphQLClient, query: str, message: str
) -> None:
    body = await graphql.ask(query, as_=await world.engineer())
    [error] = body.pop("errors")
    assert (body, error["message"], error["extensions"]) == ({}, message, {"code": "BAD_REQUEST"})


@pytest.mark.parametrize(
    ("input", "problem"),
    [
        ({"severity": "BAD"}, " at .severity: Value 'BAD' does not exist in 'Severity' enum."),
        ({"severity": "\ud800"}, " at .severity: Value '\ud800' does not exist in 'Severity' enum."),
        ({"severity": 4}, " at .severity: Enum 'Severity' cannot represent non-string value: 4."),
        ({"title": 7}, " at .title: String cannot represent a non string value: 7"),
        ({"title": None}, " at .title: Expected value of non-null type 'String!' not to be None."),
        ({"teamId": True}, " at .teamId: ID cannot represent value: True"),
        (
            {"nope": 7},
            UNKNOWN_FIELD,
        ),
    ],
)
async def test_what_does_not_fit_the_schema_is_a_bad_request(
    world: World, graphql: GraphQLClient, input: Json, problem: str
) -> None:
    engineer = await world.engineer()
    body = await graphql.ask(mutation("reportIncident"), {"input": {"title": "Disk full", **input}}, engineer)
    [error] = body.pop("errors")
    assert (body, error["extensions"]) == ({}, {"code": "BAD_REQUEST"})
    assert error["message"] == f"Variable '$input' has invalid value{problem}"
    body = await graphql.ask("{ incidents { totalCount } }", as_=engineer)
    assert body == {"data": {"incidents": {"totalCount": 0}}}
