"""What people call incidents, each other, services, teams, categories and templates, turned into the API's ids."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from siems.cli.failures import Failure, Json, wrong_usage
from siems.cli.incident_keys import number_of
from siems.cli.remote import Siems

ME = "me"
IncidentKey = Annotated[str, typer.Argument(metavar="KEY", help="Which one: INC-42, 42, or its id.")]

_USERS = """query($search: String) {
  users(active: true, search: $search, first: 100) { edges { node { id name email } } }
}"""
_MOST_NAMED = 20


def incident(siems: Siems, key: str, fields: str) -> Json:
    """These fields of the incident with this key or id. Raises Failure if there is none that one may see."""
    if (number := number_of(key)) is not None:
        # A key finds its incident before all that only mention it.
        asked = f"searchIncidents(text: $key, first: 1) {{ edges {{ node {{ number {fields} }} }} }}"
        edges = siems.ask(f"query($key: String!) {{ {asked} }}", key=f"INC-{number}")["searchIncidents"]["edges"]
        found = next((edge["node"] for edge in edges if edge["node"]["number"] == number), None)
    elif _is_id(key, "Incident"):
        found = siems.ask(f"query($id: ID!) {{ incident(id: $id) {{ number {fields} }} }}", id=key)["incident"]
    else:
        raise wrong_usage(f"{key} is neither a key like INC-42 nor an incident's id.")
    if found is None:
        raise Failure("NOT_FOUND", f"There is no {f'INC-{number}' if number else 'such incident'} that you may see.")
    node: Json = found
    return node


def incident_id(siems: Siems, key: str) -> str:
    """The id of the incident with this key or id."""
    return key if number_of(key) is None and _is_id(key, "Incident") else str(incident(siems, key, "id")["id"])


def person_id(siems: Siems, name: str) -> str:
    """The id of whoever has this e-mail address or name, or part of a name that nobody else has. `me` is who asks."""
    if _is_id(name, "User"):
        return name
    if name.lower() == ME:
        return str(_looked_up(lambda: siems.ask("{ me { id } }")["me"]["id"]))
    wanted = name.strip().casefold()
    people = _people(siems, name.strip() or None)
    exact = [one for one in people if wanted in ((one["email"] or "").casefold(), one["name"].casefold())]
    found = exact or [one for one in people if wanted and wanted in one["name"].casefold()]
    if not found:
        raise wrong_usage(f"Nobody active is called {name!r}. There are: {_listed(_people(siems, None), _described)}.")
    if len(found) > 1:
        raise wrong_usage(f"{name!r} may be {_listed(found, _described, ' or ')}. Give the e-mail address.")
    return str(found[0]["id"])


def thing_id(siems: Siems, field: str, name: str) -> str:
    """The id of the service, team, category or template called so. `field` is the query that lists them."""
    kind, noun = _THINGS[field]
    if _is_id(name, kind):
        return name
    things = _looked_up(lambda: siems.ask(f"{{ {field} {{ id name }} }}")[field])
    alike = [thing for thing in things if thing["name"].casefold() == name.strip().casefold()]
    exact = [thing for thing in alike if thing["name"] == name.strip()] or alike
    if len(exact) == 1:
        return str(exact[0]["id"])
    there_are = f"There are: {_listed(things, lambda thing: thing['name'])}" if things else "There is none at all"
    raise wrong_usage(f"There is no {noun} called {name!r}. {there_are}.")


_THINGS = {
    "services": ("Service", "service"),
    "teams": ("Team", "team"),
    "categories": ("Category", "category"),
    "incidentTemplates": ("IncidentTemplate", "template"),
}


def _people(siems: Siems, search: str | None) -> list[Json]:
    return [edge["node"] for edge in _looked_up(lambda: siems.ask(_USERS, search=search))["users"]["edges"]]


def _looked_up(ask: Callable[[], Any]) -> Any:
    """What a look-up gives. An API key may not do any, but may say ids."""
    try:
        return ask()
    except Failure as failure:
        if failure.code != "FORBIDDEN":
            raise
        raise Failure(failure.code, f"{failure} Give the id in the place of the name.") from None


def _described(person: Json) -> str:
    return f"{person['name']} <{person['email']}>" if person["email"] else str(person["name"])


def _listed(found: Sequence[Json], named: Callable[[Json], str], last: str = ", ") -> str:
    names = [named(each) for each in found[:_MOST_NAMED]]
    more = [] if len(found) <= _MOST_NAMED else [f"{len(found) - _MOST_NAMED} more"]
    return last.join([", ".join([*names, *more][:-1]), [*names, *more][-1]]) if len(names) > 1 else names[0]


def _is_id(text: str, kind: str) -> bool:
    """Whether this is how the API spells an id of this kind."""
    try:
        return base64.b64decode(text, validate=True).startswith(f"{kind}:".encode())
    except (ValueError, binascii.Error):
        return False
