"""The command that prints what happens to incidents."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.text import Text

from siems.cli.failures import Json, wrong_usage
from siems.cli.incident_choices import (
    UNRESOLVED,
    Assignee,
    Category,
    Mine,
    Service,
    Severities,
    SlaStates,
    Statuses,
    Team,
    Unresolved,
)
from siems.cli.incident_list import about
from siems.cli.incident_names import incident_id
from siems.cli.incident_stream import IncidentStream
from siems.cli.incident_texts import FIELDS, local, word
from siems.cli.output import plain
from siems.cli.remote import Siems, remote
from siems.domain.log import Action

_EVENT = f"""cursor kind at actorName incidentId change {{ sequence before after reason }}
  incident {{ {FIELDS} }}"""
_ALL = f"""subscription($after: String, $filter: IncidentEventFilter) {{
  event: incidentEvents(after: $after, filter: $filter) {{ {_EVENT} }} }}"""
_ONE = f"subscription($after: String, $id: ID!) {{ event: incidentChanged(id: $id, after: $after) {{ {_EVENT} }} }}"


@remote
def watch(
    siems: Siems,
    key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="Only this incident: INC-42, 42, or its id.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Of this kind, as REPORTED or RESOLVED; may be repeated.")
    ] = None,
    status: Statuses = None,
    unresolved: Unresolved = False,
    sla: SlaStates = None,
    severity: Severities = None,
    mine: Mine = False,
    assignee: Assignee = None,
    team: Team = None,
    service: Service = None,
    category: Category = None,
    after: Annotated[str | None, typer.Option(help="Begin behind this cursor of an earlier event; else now.")] = None,
    exit_on: Annotated[
        str | None, typer.Option(metavar="KIND", help="End with 0 at the first event of this kind.")
    ] = None,
) -> None:
    """Print what happens to incidents, as it happens, until Ctrl-C.

    Whatever cuts it off, it comes back by itself and misses nothing. There is no --text, since what is searched is
    incidents as they are, and not what happens to them. State and service level are those that the incident has with
    its event. A service level that runs out is an event of its own: --kind SLA_AT_RISK, --kind SLA_BREACHED.
    """
    kinds = [each.upper() for each in kind or ()]
    if exit_on is not None and exit_on.upper() not in (kinds or _KINDS):
        raise wrong_usage(f"--exit-on {exit_on} would wait for ever. There are: {', '.join(kinds or sorted(_KINDS))}.")
    states = [*(status or ()), *(UNRESOLVED if unresolved else ())]
    wanted = {"kinds": kinds or None, **about(siems, severity, mine, assignee, team, service, category)}
    if key is None:
        stream = IncidentStream(siems, _ALL, after, filter=wanted)
    elif states or sla or any(value is not None for value in wanted.values()):
        raise wrong_usage("Give either one incident's key, or options that say which incidents.")
    else:
        stream = IncidentStream(siems, _ONE, after, id=incident_id(siems, key))
    keys: dict[str, str] = {}
    for event in stream:
        if not _stands(event["incident"], states, sla):
            continue
        _print(siems, event, keys)
        if exit_on is not None and event["kind"] == exit_on.upper():
            return


def _stands(incident: Json | None, states: Sequence[str], sla: Sequence[str] | None) -> bool:
    """Whether an incident is in one of these states as it comes with its event. One that is out of sight is told of."""
    if incident is None:
        return True
    level = None if incident["sla"] is None else incident["sla"]["state"]
    return (not states or incident["status"] in states) and (not sla or level in sla)


def _print(siems: Siems, event: Json, keys: dict[str, str]) -> None:
    """One event on one line. `keys` has the keys seen before, for when an incident is out of sight."""
    if siems.output.as_json:
        siems.output.object_line(event)
        return
    incident = event["incident"]
    if incident is not None:
        keys[event["incidentId"]] = incident["key"]
    key = keys.get(event["incidentId"], "INC-?")
    severity = word(incident["severity"]) if incident else Text("-")
    by = plain(event["actorName"] or "")
    line = Text.assemble(local(event["at"]), "  ", f"{key:<7}", "  ", severity, " " * (10 - len(severity)))
    line.append(f"{event['kind']:<12}")
    siems.output.show(line.append(plain(f"  {_said(event)}{f' ({by})' if by else ''}")), wrapped=False)


def _said(event: Json) -> str:
    incident = event["incident"]
    if incident is None:
        return "out of your sight from now on"
    to = f" -> {incident['assignee']['name']}" if event["kind"] in _GIVES and incident["assignee"] else ""
    return " ".join(f"{incident['title']}{to}".split())


_KINDS = {*Action, "WITHDRAWN"}
_GIVES = ("ASSIGNED", "REASSIGNED", "CLAIMED")
