"""The commands that do something to an incident, made from one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from siems.cli.failures import Failure, Json
from siems.cli.incident_names import IncidentKey, incident, incident_id, person_id
from siems.cli.incident_texts import FIELDS
from siems.cli.output import plain
from siems.cli.remote import Siems, remote
from siems.cli.stdin import text_or_stdin

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what goes wrong.")]
Reason = Annotated[str | None, typer.Option(help="Why, for the log.")]
ExpectedVersion = Annotated[
    int | None, typer.Option(help="The version you decided on; exits with 5 if it is another by now.")
]

_ESCALATIONS = """query($id: ID!) {
  escalations(incidentId: $id, first: 1) { edges { node { id acknowledgedAt } } } }"""


@dataclass(frozen=True)
class Move:
    """A mutation on an incident that takes a reason and an expected version, and what its command says of itself."""

    mutation: str
    line: str


_MOVES = {
    "claim": Move("claimIncident", "Take an open incident for yourself."),
    "unassign": Move("unassignIncident", "Take an incident back from its assignee: it is open again."),
    "start": Move("startIncident", "Say that work on an incident has begun."),
    "close": Move("closeIncident", "Agree that a resolved incident is dealt with. Final."),
    "reopen": Move("reopenIncident", "Take the resolution of an incident back."),
    "escalate": Move("escalateIncident", "Escalate an incident by hand: tell who is on call, and managers."),
}


def _command(move: Move) -> Callable[..., None]:
    def run(
        siems: Siems,
        key: IncidentKey,
        reason: Reason = None,
        expected_version: ExpectedVersion = None,
        quiet: Quiet = False,
    ) -> None:
        _act(siems, key, quiet, move.mutation, reason=reason, expectedVersion=expected_version)

    run.__doc__ = move.line
    return remote(run)


claim, unassign, start, close, reopen, escalate = (_command(move) for move in _MOVES.values())


@remote
def assign(
    siems: Siems,
    key: IncidentKey,
    assignee: Annotated[str, typer.Argument(help="Who shall have it: e-mail address, name, or me.")],
    reason: Reason = None,
    expected_version: ExpectedVersion = None,
    quiet: Quiet = False,
) -> None:
    """Assign an incident to somebody, or reassign it."""
    chosen = person_id(siems, assignee)
    _act(siems, key, quiet, "assignIncident", assigneeId=chosen, reason=reason, expectedVersion=expected_version)


@remote
def resolve(
    siems: Siems,
    key: IncidentKey,
    resolution: Annotated[str, typer.Argument(help="What was done about it; - reads it from stdin.")],
    expected_version: ExpectedVersion = None,
    quiet: Quiet = False,
) -> None:
    """Say what was done about an incident: it is resolved."""
    text = text_or_stdin(resolution, "The resolution")
    _act(siems, key, quiet, "resolveIncident", resolution=text, expectedVersion=expected_version)


@remote
def comment(
    siems: Siems,
    key: IncidentKey,
    body: Annotated[str, typer.Argument(metavar="TEXT", help="What to say; - reads it from stdin.")],
    quiet: Quiet = False,
) -> None:
    """Add a comment to an incident, in any state of it."""
    _act(siems, key, quiet, "addComment", body=text_or_stdin(body, "The comment"))


@remote
def acknowledge(siems: Siems, key: IncidentKey, reason: Reason = None, quiet: Quiet = False) -> None:
    """Say that you look after an escalated incident: its rules wait."""
    found = incident(siems, key, "id key")
    edges = siems.ask(_ESCALATIONS, id=found["id"])["escalations"]["edges"]
    if not edges:
        raise Failure("NOT_FOUND", f"{found['key']} has not been escalated: there is nothing to acknowledge.")
    returning = f"incident {{ {FIELDS} }}"
    payload = siems.act("acknowledgeEscalation", returning, escalationId=edges[0]["node"]["id"], reason=reason)
    say_incident(siems, payload["incident"], keys_only=False, silent=quiet)


def _act(siems: Siems, key: str, quiet: bool, mutation: str, **input: Any) -> None:
    payload = siems.act(mutation, f"incident {{ {FIELDS} }}", incidentId=incident_id(siems, key), **input)
    say_incident(siems, payload["incident"], keys_only=False, silent=quiet)


def say_incident(siems: Siems, incident: Json, keys_only: bool, silent: bool = False) -> None:
    """Prints how an incident stands now, on one line."""
    output = siems.output
    if output.as_json:
        output.document(incident)
    elif keys_only:
        output.line(incident["key"])
    elif not silent:
        to = f", assigned to {incident['assignee']['name']}" if incident["assignee"] else ""
        output.line(
            plain(f"{incident['key']} is {incident['status']}, {incident['severity']}{to}: {incident['title']}")
        )
