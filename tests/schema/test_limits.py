"""What one request may ask for: every limit at its edge, and what gets around none of them."""

from typing import Any

import pytest
from factories import World
from graphql import (
    FragmentDefinitionNode,
    OperationDefinitionNode,
    get_introspection_query,
    parse,
    validate,
)
from graphql_client import GraphQLClient, global_id

from schema.limits import LIMITS, LimitsRule, Tallies, Tally, excesses
from schema.schema import schema

Json = dict[str, Any]
SCHEMA = schema._schema
ME = "{ me { id } }"
SMALLER = "Ask for smaller pages (`first`, `last`; a variable counts as the largest page) or for less in each."


def nested(levels: int) -> str:
    """An operation with so many levels of fields, which need not exist."""
    return "{ me " + "{ a " * (levels - 1) + "}" * levels


def bomb(levels: int) -> str:
    """A document in which each fragment spreads the next one twice."""
    fragments = [f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(levels)]
    return " ".join(["{ ...f0 }", *fragments, f"fragment f{levels} on Query {{ me {{ id }} }}"])


def messages(query: str) -> list[str]:
    return [error.message for error in validate(SCHEMA, parse(query), [LimitsRule])]


def tally(query: str) -> Tally:
    return tallied(query)[1]


def tallied(query: str) -> tuple[Tallies, Tally]:
    nodes = parse(query).definitions
    tallies = Tallies(SCHEMA, {node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)})
    [operation] = [node for node in nodes if isinstance(node, OperationDefinitionNode)]
    return tallies, tallies.of_operation(operation)


def cost(query: str) -> int:
    return tally(query).cost


EDGES = {
    "depth": (
        nested(12),
        nested(13),
        "The operation has 13 levels of fields; at most 12 are allowed. Nest fewer fields.",
    ),
    "introspection": (
        "{ __schema { queryType " + "{ ofType " * 18 + "{ name }" + "}" * 18 + "} }",
        "{ __schema { queryType " + "{ ofType " * 19 + "{ name }" + "}" * 19 + "} }",
        "The operation has 21 levels of introspection; at most 20 are allowed. Nest fewer fields.",
    ),
    "fields": (
        "{ me {" + " name" * 499 + " } }",
        "{ me {" + " name" * 500 + " } }",
        "The operation has 501 fields; at most 500 are allowed. Ask for fewer fields, or in several requests.",
    ),
    "root fields": (
        "{" + " me { id }" * 20 + " }",
        "{" + " me { id }" * 21 + " }",
        "The operation has 21 root fields; at most 20 are allowed. Ask in several requests.",
    ),
    "aliases": (
        "{ me {" + "".join(f" a{i}: id" for i in range(30)) + " } }",
        "{ me {" + "".join(f" a{i}: id" for i in range(31)) + " } }",
        "The operation has 31 aliases; at most 30 are allowed. Use fewer aliases, or several requests.",
    ),
    "directives": (
        "{ me {" + " id @include(if: true)" * 50 + " } }",
        "{ me {" + " id @include(if: true)" * 51 + " } }",
        "The operation has 51 directives; at most 50 are allowed. Use fewer directives.",
    ),
    "cost": (
        "{ incidents(first: 100) { edges { node { " + "team { id } " * 48 + "} } } "
        + "a: incidents(first: 98) { edges { node { id } } } }",
        "{ incidents(first: 100) { edges { node { " + "team { id } " * 48 + "} } } "
        + "a: incidents(first: 99) { edges { node { id } } } }",
        f"The operation costs 5,001; at most 5,000 are allowed. {SMALLER}",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("allowed", "refused", "message"), EDGES.values(), ids=EDGES)
def test_exactly_what_is_allowed_passes_and_one_more_does_not(allowed: str, refused: str, message: str) -> None:
    assert messages(allowed) == []
    assert message in messages(refused)


def test_what_is_written_is_bounded_even_where_nothing_spreads_it() -> None:
    unused = "fragment unused on User {{ {} }}"
    assert messages(ME + unused.format("id " * 498)) == []
    assert messages(ME + unused.format("id " * 499)) == [
        "The document has 501 fields; at most 500 are allowed. Ask in several requests."
    ]


def test_fields_with_fields_of_their_own_are_bounded() -> None:
    within = "{{ incident(id: 1) {{ {} }} }}"
    assert messages(within.format("team { id } " * 99)) == []
    assert messages(within.format("team { id } " * 100)) == [
        "The document has 101 fields with fields of their own; at most 100 are allowed. Ask in several requests."
    ]


@pytest.mark.parametrize(
    ("query", "objects"),
    [
        (ME, 1),
        ("{ me { id name email } }", 1),
        ("{ __typename }", 0),
        ("{ teams { name } }", 20),
        ("{ teams { name manager { name } } }", 40),
        ("{ incidents { totalCount pageInfo { hasNextPage } } }", 1),
        ("{ incidents { edges { cursor } } }", 1),
        ("{ incidents { edges { node { id } } } }", 51),
        ("{ incidents(first: 7) { edges { node { id } } } }", 8),
        ("{ incidents(last: 7) { edges { node { id } } } }", 8),
        ("{ incidents(first: 3, last: 7) { edges { node { id } } } }", 8),
        ("{ incidents(first: null, last: 7) { edges { node { id } } } }", 8),
        ("{ incidents(first: null) { edges { node { id } } } }", 51),
        ("{ incidents(first: -5) { edges { node { id } } } }", 1),
        ("{ incidents(first: 2147483648000) { edges { node { id } } } }", 101),
        ("query($n: Int) { incidents(first: $n) { edges { node { id } } } }", 101),
        ("query($n: Int = 5) { incidents(first: $n) { edges { node { id } } } }", 101),
        ("{ incidents(first: 10) { edges { node { team { manager { id } } } } } }", 31),
        ("{ incidentLog(incidentId: 1, first: 10) { edges { node { actor { id } } } } }", 21),
        ("{ incident(id: 1) { review { reopenings } } }", 51),
        ("{ incident(id: 1) { review { timeline { actor { id } } escalations { byHand } } } }", 252),
        ("{ incidents(first: 10) { edges { node { review { paged { name } } postmortem { body } } } } }", 621),
        ("{ incidentExport(incidentId: 1) { content } }", 2000),
        ("{ __schema { types { name } } }", 1000),
        ("{ __schema { types { a: name b: name } } }", 3000),
        ("{ __type(name: \"User\") { name } }", 1000),
    ],
)  # fmt: skip
def test_the_cost_is_the_number_of_objects(query: str, objects: int) -> None:
    assert cost(query) == objects


@pytest.mark.parametrize("options", [{}, {"input_value_deprecation": True, "directive_is_repeatable": True}])
async def test_the_introspection_of_tools_passes(options: Any) -> None:
    result = await schema.execute(get_introspection_query(specified_by_url=True, schema_description=True, **options))
    assert result.errors is None
    assert result.data is not None
    assert result.data["__schema"]["queryType"]["name"] == "Query"


def test_a_fragment_bomb_is_refused() -> None:
    assert messages(bomb(18)) == [
        "The operation has 524,288 fields; at most 500 are allowed. Ask for fewer fields, or in several requests.",
        "The operation has 262,144 root fields; at most 20 are allowed. Ask in several requests.",
        f"The operation costs 262,144; at most 5,000 are allowed. {SMALLER}",
    ]
    assert messages(bomb(90))[1] == (
        "The operation has at least 1,000,000,000 root fields; at most 20 are allowed. Ask in several requests."
    )


def test_the_rule_looks_at_each_fragment_once() -> None:
    visits = [tallied(bomb(levels))[0].visited for levels in (8, 16, 32, 64)]
    assert visits == [2 * levels + 3 for levels in (8, 16, 32, 64)]


@pytest.mark.parametrize(
    "query",
    [
        "{ ...a } fragment a on Query { ...a me { id } }",
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a me { id } }",
        "{ me { ...a } } fragment a on User { id ...b } fragment b on User { name ...a ...a }",
    ],
)
async def test_a_fragment_within_itself_ends_nowhere_and_is_refused(query: str) -> None:
    assert messages(query) == []
    result = await schema.execute(query)
    assert result.errors is not None
    assert "within itself" in result.errors[0].message


def test_fragments_count_where_they_are_spread() -> None:
    query = (
        "{ me { ...a ... on Admin { b: id } } you: me { ...a } } fragment a on User { c: id d: name @skip(if: true) }"
    )
    assert tally(query) == Tally(depth=2, fields=7, root_fields=2, aliases=6, directives=2, cost=2)


def test_several_excesses_are_all_named() -> None:
    found = Tally(depth=13, aliases=31)
    assert [extensions["limit"] for _, extensions in excesses(found, LIMITS)] == ["depth", "aliases"]


# Through the endpoint.


async def refused(graphql: GraphQLClient, query: str, variables: Json | None = None) -> Json:
    """The one error of a request that is answered without data."""
    body = await graphql.ask(query, variables)
    assert set(body) == {"errors"}
    [error] = body["errors"]
    error.pop("locations", None)
    answer: Json = error
    return answer


async def test_guessing_passwords_by_alias_is_refused(graphql: GraphQLClient) -> None:
    login = 'login(input: {email: "a@example.com", password: "guess"}) { accessToken }'
    guesses = " ".join(f"a{number}: {login}" for number in range(21))
    assert await refused(graphql, f"mutation {{ {guesses} }}") == {
        "message": "The operation has 21 root fields; at most 20 are allowed. Ask in several requests.",
        "extensions": {"code": "COST_EXCEEDED", "limit": "root_fields", "found": 21, "allowed": 20},
    }


async def test_what_is_refused_changes_nothing(world: World, graphql: GraphQLClient) -> None:
    engineer = await world.engineer()
    incident = await world.incident(engineer)
    before = await world.stored(incident.id)
    comment = f'addComment(input: {{incidentId: "{global_id(incident)}", body: "Hm"}}) {{ errors {{ code }} }}'
    body = await graphql.ask(f"mutation {{ {' '.join(f'a{i}: {comment}' for i in range(21))} }}", as_=engineer)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["COST_EXCEEDED"]
    assert await world.stored(incident.id) == before


async def test_tokens_are_bounded(graphql: GraphQLClient) -> None:
    names = " id" * (LIMITS.tokens - 5)
    error = await refused(graphql, "{ me {" + names + " } }")
    assert error["message"].startswith("The operation has 3,996 fields; at most 500 are allowed.")
    assert await refused(graphql, "{ me {" + names + " id } }") == {
        "message": "The document has more than 4,000 tokens. Ask in several requests, or use variables.",
        "extensions": {"code": "COST_EXCEEDED", "limit": "tokens", "allowed": 4000},
    }


async def test_lists_in_variables_are_bounded(world: World, graphql: GraphQLClient) -> None:
    manager = await world.manager()
    query = "query($filter: IncidentFilter) { incidents(filter: $filter) { totalCount } }"
    allowed = {"filter": {"status": ["OPEN"] * 200}}
    assert await graphql.ask(query, allowed, manager) == {"data": {"incidents": {"totalCount": 0}}}
    assert await refused(graphql, query, {"filter": {"status": ["OPEN"] * 201}}) == {
        "message": "The list variables.filter.status has 201 entries; at most 200 are allowed.",
        "extensions": {"code": "COST_EXCEEDED", "limit": "list_entries", "found": 201, "allowed": 200},
    }


@pytest.mark.parametrize("first", [1, 100])
async def test_a_page_size_in_a_variable_works(world: World, graphql: GraphQLClient, first: int) -> None:
    engineer = await world.engineer()
    await world.incident(engineer)
    query = "query($first: Int) { incidents(first: $first) { edges { node { number } } } }"
    body = await graphql.ask(query, {"first": first}, engineer)
    assert body == {"data": {"incidents": {"edges": [{"node": {"number": 1}}]}}}


async def test_asking_again_does_not_change_the_verdict(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer("Ada")
    query = "query($a: JSON) { me { name } }"
    for _ in range(2):
        assert (await refused(graphql, bomb_of_aliases(31)))["extensions"]["limit"] == "aliases"
        assert await graphql.ask("{ me { name } }", as_=ada) == {"data": {"me": {"name": "Ada"}}}
        assert (await refused(graphql, "{ me { name } }", {"a": [1] * 201}))["extensions"]["limit"] == "list_entries"
        assert (await refused(graphql, query))["extensions"] == {"code": "BAD_REQUEST"}


def bomb_of_aliases(number: int) -> str:
    return "{ me {" + "".join(f" a{i}: id" for i in range(number)) + " } }"
