"""What the mutations on incidents take."""

import strawberry

from schema.types.enums import Severity

DEDUP_KEY = (
    "The reporter's own key for it: if they see an unresolved incident with this key, it becomes an event of that."
)
REASON = "Why, for the log; at most 1,000 characters."


@strawberry.input(description="What somebody says when something is wrong.")
class ReportIncidentInput:
    title: str = strawberry.field(description="One line, at most 200 characters.")
    description: str | None = strawberry.field(default=None, description="What is known.")
    severity: Severity = strawberry.field(default=Severity.MEDIUM, description="How bad it is.")
    category_id: strawberry.ID | None = strawberry.field(default=None, description="What kind it is.")
    service_id: strawberry.ID | None = strawberry.field(default=None, description="What it is about.")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="Whose it is; else the service's team.")
    restricted: bool | None = strawberry.field(default=None, description="Hide it from those who have no part in it.")
    dedup_key: str | None = strawberry.field(default=None, description=DEDUP_KEY)


@strawberry.input
class DecisionInput:
    incident_id: strawberry.ID = strawberry.field(description="Which incident.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you decided on; refused as CONFLICT if it is another by now."
    )


@strawberry.input
class ReasonedInput(DecisionInput):
    reason: str | None = strawberry.field(default=None, description=REASON)


@strawberry.input(description="Which incident to take back.")
class UnassignIncidentInput(ReasonedInput):
    pass


@strawberry.input(description="Which incident to take.")
class ClaimIncidentInput(ReasonedInput):
    pass


@strawberry.input(description="Which incident work begins on.")
class StartIncidentInput(ReasonedInput):
    pass


@strawberry.input(description="Which incident to close.")
class CloseIncidentInput(ReasonedInput):
    pass


@strawberry.input(description="Which incident to reopen.")
class ReopenIncidentInput(ReasonedInput):
    pass


@strawberry.input(description="Which incident to give to whom.")
class AssignIncidentInput(ReasonedInput):
    assignee_id: strawberry.ID = strawberry.field(description="Who shall have it.")


@strawberry.input(description="Which incident is dealt with, and how.")
class ResolveIncidentInput(DecisionInput):
    resolution: str = strawberry.field(description="What was done; 1 to 5,000 characters.")


@strawberry.input(description="Which incident is worse or less bad than thought.")
class ChangeSeverityInput(ReasonedInput):
    severity: Severity = strawberry.field(description="How bad it is.")


@strawberry.input(description="What to say about which incident.")
class AddCommentInput:
    incident_id: strawberry.ID = strawberry.field(description="Which incident.")
    body: str = strawberry.field(description="1 to 20,000 characters.")


@strawberry.input(description="New values for fields of an incident; null empties a reference.")
class UpdateIncidentInput(DecisionInput):
    title: str | None = strawberry.field(default=strawberry.UNSET, description="One line, at most 200 characters.")
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What is known.")
    category_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="What kind it is.")
    service_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="What it is about.")
    team_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Whose it is.")
    restricted: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Hide it from those who have no part in it."
    )
