"""What a query costs the database."""

import logging

import pytest
from graphql_client import GraphQLClient


async def statements(
    caplog: pytest.LogCaptureFixture, graphql: GraphQLClient, token: str, query: str, **variables: str
) -> list[str]:
    """The SQL that a query costs."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        body = await graphql.ask(query, variables, token)
    assert set(body) == {"data"}, body
    return [record.getMessage() for record in caplog.records if record.name == "tortoise.db_client"]
