"""The command that reports an incident."""

from typing import Annotated

import typer

from siems.cli.failures import Json, wrong_usage
from siems.cli.incident_choices import Category, Quiet, Service, Severity, Team
from siems.cli.incident_moves import say_incident
from siems.cli.incident_names import thing_id
from siems.cli.incident_texts import FIELDS
from siems.cli.remote import Siems, remote
from siems.cli.stdin import text_or_stdin


@remote
def report(
    siems: Siems,
    title: Annotated[str | None, typer.Option(help="One line. Required without a template.")] = None,
    description: Annotated[str | None, typer.Option(help="What is known; - reads it from stdin.")] = None,
    severity: Annotated[
        Severity | None, typer.Option(case_sensitive=False, help="How bad it is; else MEDIUM, or as the template says.")
    ] = None,
    service: Service = None,
    team: Team = None,
    category: Category = None,
    dedup_key: Annotated[
        str | None, typer.Option(help="Your own key for it; no two unresolved incidents share one.")
    ] = None,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="Hide it from those who have no part in it.")
    ] = False,
    template: Annotated[str | None, typer.Option(help="Make it from this template, by name.")] = None,
    value: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="For a placeholder of the template; may be repeated.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Report an incident, and say its key."""
    if template is None and (title is None or value):
        raise wrong_usage("Give a --title, or a --template with a --value for each of its placeholders.")
    values = _values(value or [])
    given = {
        "title": title,
        "description": None if description is None else text_or_stdin(description, "The description"),
        "severity": severity,
        "serviceId": service and thing_id(siems, "services", service),
        "teamId": team and thing_id(siems, "teams", team),
        "categoryId": category and thing_id(siems, "categories", category),
        "dedupKey": dedup_key,
        "restricted": restricted or None,
    }
    returning = f"incident {{ {FIELDS} }}"
    if template is None:
        payload = siems.act("reportIncident", returning, **given)
    else:
        made_from = {"templateId": thing_id(siems, "incidentTemplates", template), "values": values}
        payload = siems.act("reportFromTemplate", returning, **given, **made_from)
    say_incident(siems, payload["incident"], quiet)


def _values(given: list[str]) -> list[Json]:
    for each in given:
        if "=" not in each:
            raise wrong_usage(f"--value {each} lacks an =: it is NAME=VALUE, as host=db-1.")
    return [{"name": each.partition("=")[0].strip(), "value": each.partition("=")[2]} for each in given]
