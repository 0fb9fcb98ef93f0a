"""A company that runs `siems up`, and its people."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clusters import copy_cluster, new_data_dir
from commands import PATIENCE, Serving, siems

PASSWORD = "correct horse battery staple"
LOG_IN = "mutation ($input: LoginInput!) { login(input: $input) { accessToken errors { message } } }"
CREATE_TEAM = "mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } errors { message } } }"
CREATE_SERVICE = """
mutation ($input: CreateServiceInput!) { createService(input: $input) { service { id } errors { message } } }"""
CREATE_USER = "mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } errors { message } } }"


@dataclass(frozen=True)
class Employee:
    name: str
    email: str
    password: str = PASSWORD


ADMIN = Employee("Katherine Johnson", "katherine@example.com")
MANAGER = Employee("Ada Lovelace", "ada@example.com")
ENGINEERS = (Employee("Grace Hopper", "grace@example.com"), Employee("Ben Franklin", "ben@example.com"))


@dataclass
class Company:
    """Where `siems up` serves. Tests use its API as integrations do, and look at what people see in a browser."""

    url: str
    _tokens: dict[str, str] = field(default_factory=dict)

    def ask(self, query: str, variables: dict[str, Any] | None = None, as_: Employee | None = None) -> dict[str, Any]:
        """The data of an answer that has no errors, of no kind."""
        headers = {"content-type": "application/json", "accept": "application/json"}
        if as_ is not None:
            headers["authorization"] = f"Bearer {self._token(as_)}"
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            said: dict[str, Any] = json.load(answer)
        assert "errors" not in said, said
        for payload in said["data"].values():
            assert not (isinstance(payload, dict) and payload.get("errors")), payload
        found: dict[str, Any] = said["data"]
        return found

    def _token(self, who: Employee) -> str:
        if who.email not in self._tokens:
            answer = self.ask(LOG_IN, {"input": {"email": who.email, "password": who.password}})
            self._tokens[who.email] = answer["login"]["accessToken"]
        return self._tokens[who.email]


@contextmanager
def at_work(acme: Path, output: Path) -> Iterator[Company]:
    """A `siems up` with a team, a service, an admin, a manager and two engineers."""
    with new_data_dir() as data_dir:
        copy_cluster(acme, data_dir)
        serving = Serving("up", output=output, data_dir=data_dir)
        try:
            company = Company(serving.url())
            employ(company, data_dir)
            yield company
            assert serving.process.poll() is None
        finally:
            serving.kill()


def employ(company: Company, data_dir: Path) -> None:
    arguments = ("--email", ADMIN.email, "--name", ADMIN.name, "--password-stdin")
    created = siems("create-admin", *arguments, stdin=f"{ADMIN.password}\n", data_dir=data_dir)
    assert created.returncode == 0, created.stderr
    ids = {
        each.name: company.ask(
            CREATE_USER,
            {"input": {"name": each.name, "email": each.email, "password": each.password, "role": role}},
            ADMIN,
        )["createUser"]["user"]["id"]
        for role, people in (("MANAGER", (MANAGER,)), ("ENGINEER", ENGINEERS))
        for each in people
    }
    members = {"managerId": ids[MANAGER.name], "memberIds": [ids[each.name] for each in ENGINEERS]}
    team = company.ask(CREATE_TEAM, {"input": {"name": "Storefront", **members}}, ADMIN)["createTeam"]["team"]["id"]
    company.ask(CREATE_SERVICE, {"input": {"name": "Checkout", "teamId": team}}, ADMIN)
