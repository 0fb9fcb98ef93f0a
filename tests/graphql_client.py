"""A GraphQL client for tests: the real ASGI app, no network."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from factories import PASSWORD, Person

from schema.ids import encode
from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.callers import Origin
from siems.models.base import OrganizationModel

Json = dict[str, Any]
Asker = Person | str | None
"""Whose token goes with a request: a person's, this very one, or none."""

EVERYTHING = """
fragment everything on Incident {
  id number key title description severity status restricted version escalationLevel allowedTransitions
  createdAt updatedAt assignedAt acknowledgedAt startedAt resolvedAt closedAt resolution
  category { id name } service { id name team { id name } } team { id name }
  reporter { __typename id name } assignee { __typename id name }
}
"""


def user_id(person: Person) -> str:
    return str(encode("User", person.id))


def global_id(row: OrganizationModel) -> str:
    """The id of a row of any model but User's as the API spells it."""
    return str(encode(type(row).__name__, row.id))


def mutation(name: str) -> str:
    """The document that calls a mutation on an incident and asks for everything."""
    return f"""
    mutation($input: {name[0].upper()}{name[1:]}Input!) {{
      {name}(input: $input) {{ incident {{ ...everything }} errors {{ code message field }} }}
    }} {EVERYTHING}"""


def refusal(code: str, message: str, *field: str) -> Json:
    """One entry of a payload's `errors`."""
    return {"code": code, "message": message, "field": ["input", *field] if field else None}


class GraphQLClient:
    """Asks the app. `http` is there for what is no well-formed request."""

    def __init__(self, app: Application, http: httpx.AsyncClient) -> None:
        self.http = http
        self._app = app
        self._tokens: dict[str, str] = {}

    async def ask(self, query: str, variables: Json | None = None, as_: Asker = None) -> Json:
        """The whole answer: `data`, `errors`."""
        answer = await self.send({"query": query, "variables": variables or {}}, as_)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    async def act(self, name: str, as_: Asker, **input: Any) -> Json:
        """The payload of a mutation on an incident that is not denied."""
        body = await self.ask(mutation(name), {"input": input}, as_)
        assert set(body) == {"data"}, body
        payload: Json = body["data"][name]
        return payload

    async def done(self, name: str, as_: Asker, **input: Any) -> Json:
        """The incident after a mutation that is not refused."""
        payload = await self.act(name, as_, **input)
        assert payload["errors"] == []
        incident: Json = payload["incident"]
        return incident

    async def send(self, body: Any, as_: Asker = None, headers: dict[str, str] | None = None) -> httpx.Response:
        """Posts any JSON, spelt in ASCII so that half a surrogate pair can be sent."""
        sent = {"content-type": "application/json", **await self.authorization(as_), **(headers or {})}
        return await self.http.post("/graphql", content=json.dumps(body), headers=sent)

    async def authorization(self, as_: Asker) -> dict[str, str]:
        """The header that says who asks."""
        if as_ is None:
            return {}
        if isinstance(as_, str):
            return {"authorization": f"Bearer {as_}"}
        if as_.email not in self._tokens:
            self._tokens[as_.email] = (await self._app.auth.login(as_.email, PASSWORD, Origin())).access_token
        return {"authorization": f"Bearer {self._tokens[as_.email]}"}


@asynccontextmanager
async def asking(app: Application) -> AsyncIterator[GraphQLClient]:
    """Asks the web application as clients do."""
    transport = httpx.ASGITransport(create_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as http:
        yield GraphQLClient(app, http)


async def act(graphql: GraphQLClient, mutation: str, selection: str, as_: Person, /, **input: Any) -> Json:
    """The payload of a mutation that is not denied."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    query = (
        f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ {selection} errors {{ code message field }} }} }}"
    )
    body = await graphql.ask(query, {"input": input}, as_)
    assert set(body) == {"data"}, body
    payload: Json = body["data"][mutation]
    return payload
