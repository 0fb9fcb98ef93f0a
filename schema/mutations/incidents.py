"""Mutations on incidents."""

from typing import Any

import strawberry

from schema import ids
from schema.context import Info
from schema.errors import mutation
from schema.mutations.incident_inputs import (
    AddCommentInput,
    AssignIncidentInput,
    ChangeSeverityInput,
    ClaimIncidentInput,
    CloseIncidentInput,
    DecisionInput,
    ReopenIncidentInput,
    ReportIncidentInput,
    ResolveIncidentInput,
    StartIncidentInput,
    UnassignIncidentInput,
    UpdateIncidentInput,
)
from schema.mutations.incident_payloads import (
    AddCommentPayload,
    AssignIncidentPayload,
    ChangeSeverityPayload,
    ClaimIncidentPayload,
    CloseIncidentPayload,
    ReopenIncidentPayload,
    ReportIncidentPayload,
    ResolveIncidentPayload,
    StartIncidentPayload,
    UnassignIncidentPayload,
    UpdateIncidentPayload,
)
from schema.permissions import IsSignedIn, MayAssign, MayChangeSeverity, MayClaim, MayClose, MayReport, MayUnassign
from schema.types.incidents import incident_of
from siems.services.incident_reports import Report
from siems.services.incidents import Decision

REPORTS = "Reports an incident, OPEN and numbered; or again one that is not resolved yet, by its dedup key."
EDITABLE_REFERENCES = {"category_id": "Category", "service_id": "Service", "team_id": "Team"}
EDITABLE = ("title", "description", "restricted", *EDITABLE_REFERENCES)


@strawberry.type
class IncidentMutations:
    @mutation(ReportIncidentPayload, IsSignedIn, MayReport, description=REPORTS)
    async def report_incident(self, info: Info, input: ReportIncidentInput) -> ReportIncidentPayload | None:
        received = await info.context.app.incidents.receive(info.context.caller, _report(input))
        return ReportIncidentPayload(incident=incident_of(received.incident), merged=received.merged)

    @mutation(AssignIncidentPayload, IsSignedIn, MayAssign, description="Assigns or reassigns an incident.")
    async def assign_incident(self, info: Info, input: AssignIncidentInput) -> AssignIncidentPayload | None:
        assignee_id = ids.decode("User", input.assignee_id, "assigneeId")
        incident = await info.context.app.incidents.assign(info.context.caller, decision_of(input), assignee_id)
        return AssignIncidentPayload(incident=incident_of(incident))

    @mutation(UnassignIncidentPayload, IsSignedIn, MayUnassign, description="Takes an incident back: OPEN again.")
    async def unassign_incident(self, info: Info, input: UnassignIncidentInput) -> UnassignIncidentPayload | None:
        incident = await info.context.app.incidents.unassign(info.context.caller, decision_of(input))
        return UnassignIncidentPayload(incident=incident_of(incident))

    @mutation(ClaimIncidentPayload, IsSignedIn, MayClaim, description="Takes an open incident for oneself.")
    async def claim_incident(self, info: Info, input: ClaimIncidentInput) -> ClaimIncidentPayload | None:
        incident = await info.context.app.incidents.claim(info.context.caller, decision_of(input))
        return ClaimIncidentPayload(incident=incident_of(incident))

    @mutation(StartIncidentPayload, IsSignedIn, description="Says that work has begun.")
    async def start_incident(self, info: Info, input: StartIncidentInput) -> StartIncidentPayload | None:
        incident = await info.context.app.incidents.start(info.context.caller, decision_of(input))
        return StartIncidentPayload(incident=incident_of(incident))

    @mutation(ResolveIncidentPayload, IsSignedIn, description="Says what was done about it.")
    async def resolve_incident(self, info: Info, input: ResolveIncidentInput) -> ResolveIncidentPayload | None:
        incident = await info.context.app.incidents.resolve(info.context.caller, decision_of(input), input.resolution)
        return ResolveIncidentPayload(incident=incident_of(incident))

    @mutation(CloseIncidentPayload, IsSignedIn, MayClose, description="Agrees that it is dealt with. Final.")
    async def close_incident(self, info: Info, input: CloseIncidentInput) -> CloseIncidentPayload | None:
        incident = await info.context.app.incidents.close(info.context.caller, decision_of(input))
        return CloseIncidentPayload(incident=incident_of(incident))

    @mutation(ReopenIncidentPayload, IsSignedIn, description="Takes a resolution back.")
    async def reopen_incident(self, info: Info, input: ReopenIncidentInput) -> ReopenIncidentPayload | None:
        incident = await info.context.app.incidents.reopen(info.context.caller, decision_of(input))
        return ReopenIncidentPayload(incident=incident_of(incident))

    @mutation(AddCommentPayload, IsSignedIn, description="Adds a comment, in any state.")
    async def add_comment(self, info: Info, input: AddCommentInput) -> AddCommentPayload | None:
        id = ids.decode("Incident", input.incident_id, "incidentId")
        incident = await info.context.app.incidents.comment(info.context.caller, id, input.body)
        return AddCommentPayload(incident=incident_of(incident))

    @mutation(ChangeSeverityPayload, IsSignedIn, MayChangeSeverity, description="Changes how bad it is.")
    async def change_severity(self, info: Info, input: ChangeSeverityInput) -> ChangeSeverityPayload | None:
        incidents = info.context.app.incidents
        incident = await incidents.change_severity(info.context.caller, decision_of(input), input.severity)
        return ChangeSeverityPayload(incident=incident_of(incident))

    @mutation(UpdateIncidentPayload, IsSignedIn, description="Changes the fields given; others stay as they are.")
    async def update_incident(self, info: Info, input: UpdateIncidentInput) -> UpdateIncidentPayload | None:
        incident = await info.context.app.incidents.update(info.context.caller, decision_of(input), _edit(input))
        return UpdateIncidentPayload(incident=incident_of(incident))


def decision_of(input: DecisionInput) -> Decision:
    """What the input says of which incident, seen at which version, and why."""
    return Decision(
        ids.decode("Incident", input.incident_id, "incidentId"),
        input.expected_version,
        getattr(input, "reason", None),
    )


def _report(input: ReportIncidentInput) -> Report:
    return Report(
        title=input.title,
        description=input.description,
        severity=input.severity,
        category_id=ids.decode_optional("Category", input.category_id, "categoryId"),
        service_id=ids.decode_optional("Service", input.service_id, "serviceId"),
        team_id=ids.decode_optional("Team", input.team_id, "teamId"),
        restricted=bool(input.restricted),
        dedup_key=input.dedup_key,
    )


def _edit(input: UpdateIncidentInput) -> dict[str, Any]:
    given = {name: value for name in EDITABLE if (value := getattr(input, name)) is not strawberry.UNSET}
    for name, kind in EDITABLE_REFERENCES.items():
        if given.get(name) is not None:
            given[name] = ids.decode(kind, given[name], name.removesuffix("_id") + "Id")
    return given
