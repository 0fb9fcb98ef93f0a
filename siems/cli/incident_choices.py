"""The words that options about incidents take, as the API spells them."""

from enum import StrEnum
from typing import Annotated

import typer

from siems.domain.incidents import UNRESOLVED, IncidentStatus

__all__ = [
    "UNRESOLVED",
    "Assignee",
    "Category",
    "Mine",
    "Quiet",
    "Service",
    "Severities",
    "Severity",
    "SlaStates",
    "Statuses",
    "Team",
    "Unresolved",
]


class Severity(StrEnum):
    """How bad it is."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class SlaState(StrEnum):
    """How a service level stands."""

    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    BREACHED = "BREACHED"
    MET = "MET"


Statuses = Annotated[
    list[IncidentStatus] | None,
    typer.Option("--status", case_sensitive=False, help="In this state; may be repeated."),
]
Unresolved = Annotated[bool, typer.Option("--unresolved", help="OPEN, ASSIGNED or IN_PROGRESS.")]
SlaStates = Annotated[
    list[SlaState] | None,
    typer.Option("--sla", case_sensitive=False, help="Its service level is so; may be repeated."),
]
Severities = Annotated[
    list[Severity] | None, typer.Option("--severity", case_sensitive=False, help="Of this severity; may be repeated.")
]
Mine = Annotated[bool, typer.Option("--mine", help="Assigned to you.")]
Assignee = Annotated[str | None, typer.Option(help="Assigned to this person: e-mail address, name, or me.")]
Team = Annotated[str | None, typer.Option(help="Of this team, by name.")]
Service = Annotated[str | None, typer.Option(help="About this service, by name.")]
Category = Annotated[str | None, typer.Option(help="Of this category, by name.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only keys, one a line.")]
