"""The commands that read incidents: a list of them, one, and its log."""

from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from siems.cli.failures import Json
from siems.cli.incident_choices import (
    UNRESOLVED,
    Assignee,
    Category,
    Mine,
    Quiet,
    Service,
    Severities,
    SlaStates,
    Statuses,
    Team,
    Unresolved,
)
from siems.cli.incident_names import IncidentKey, incident, person_id, thing_id
from siems.cli.incident_texts import FIELDS, local, page, table
from siems.cli.output import plain
from siems.cli.remote import Siems, remote

_LIST = f"""query($filter: IncidentFilter, $first: Int, $after: String) {{
  incidents(filter: $filter, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }} edges {{ node {{ {FIELDS} }} }} }} }}"""
_LOG = """query($id: ID!, $first: Int, $after: String) { incidentLog(incidentId: $id, first: $first, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { sequence action actorKind actorName before after reason at recordedAt hash } } } }"""
_LARGEST_PAGE = 100
Limit = Annotated[int, typer.Option(min=0, help="How many at most; 0: all.")]


@remote
def list_incidents(
    siems: Siems,
    status: Statuses = None,
    unresolved: Unresolved = False,
    severity: Severities = None,
    mine: Mine = False,
    assignee: Assignee = None,
    team: Team = None,
    service: Service = None,
    category: Category = None,
    text: Annotated[str | None, typer.Option(help="With these words, as the search of SIEMS takes them.")] = None,
    sla: SlaStates = None,
    limit: Limit = 50,
    quiet: Quiet = False,
) -> None:
    """List the incidents that you may see, the newest first."""
    wanted = {
        "status": [*(status or ()), *(UNRESOLVED if unresolved else ())] or None,
        **about(siems, severity, mine, assignee, team, service, category),
        "text": text,
        "sla": sla or None,
    }
    found, total = _pages(siems, _LIST, "incidents", limit, filter=wanted)
    if siems.output.as_json:
        siems.output.document({"totalCount": total, "incidents": found})
    elif quiet:
        for each in found:
            siems.output.line(each["key"])
    elif not found:
        siems.output.line("There is no such incident.")
    else:
        siems.output.show(table(found, siems.output.now, siems.output.width))
        if total is not None and total > len(found):
            siems.output.line(f"{len(found)} of {total:,}; --limit 0 lists them all.")


@remote
def show(siems: Siems, key: IncidentKey) -> None:
    """Show one incident: how it stands, whose it is, and what is promised for it."""
    found = incident(siems, key, FIELDS)
    if siems.output.as_json:
        siems.output.document(found)
    else:
        siems.output.show(*page(found, siems.output.now))


@remote
def log(siems: Siems, key: IncidentKey, limit: Limit = 0) -> None:
    """Show what happened to an incident, the oldest first."""
    named = incident(siems, key, "id key")
    entries, _ = _pages(siems, _LOG, "incidentLog", limit, id=named["id"])
    if siems.output.as_json:
        siems.output.document({"key": named["key"], "incidentLog": entries})
    else:
        siems.output.show(_entries(entries))


def about(
    siems: Siems,
    severity: list[Any] | None,
    mine: bool,
    assignee: str | None,
    team: str | None,
    service: str | None,
    category: str | None,
) -> Json:
    """The part of a filter that lists and streams have in common, with ids in the place of names."""
    return {
        "severity": severity or None,
        "mine": mine or None,
        "assigneeId": assignee and person_id(siems, assignee),
        "teamId": team and thing_id(siems, "teams", team),
        "serviceId": service and thing_id(siems, "services", service),
        "categoryId": category and thing_id(siems, "categories", category),
    }


def _pages(siems: Siems, document: str, field: str, limit: int, **variables: Any) -> tuple[list[Json], int | None]:
    """The nodes of a connection, page by page, and how many there are if it says so."""
    found: list[Json] = []
    after = total = None
    while True:
        first = min(limit - len(found), _LARGEST_PAGE) if limit else _LARGEST_PAGE
        connection = siems.ask(document, first=first, after=after, **variables)[field]
        total = connection.get("totalCount") if total is None else total
        found += [edge["node"] for edge in connection["edges"]]
        after = connection["pageInfo"]["endCursor"]
        if not connection["pageInfo"]["hasNextPage"] or 0 < limit <= len(found):
            return found, total


def _entries(entries: list[Json]) -> Table:
    lines = Table.grid(padding=(0, 2, 0, 0))
    for each in entries:
        words = (_change(each), each["reason"], each["after"].get("body"))
        said = "; ".join(plain(str(part)) for part in words if part)
        lines.add_row(local(each["at"]), Text(each["action"]), Text(plain(each["actorName"])), Text(said))
    return lines


def _change(entry: Json) -> str:
    """The status, severity or assignee that an entry changed."""
    after = entry["after"]
    return ", ".join(str(after[name]) for name in ("status", "severity") if after.get(name))
