"""Who may ask what: a row for every query, mutation and subscription, and the people and things that they are about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from factories import PASSWORD, Person, World
from graphql_client import Asker, global_id, user_id

from schema.ids import encode
from siems.models import Incident
from siems.services.incidents import Decision

ASKERS = ("nobody", "integration", "bystander", "assignee", "manager", "admin", "stranger")
"""Nobody; an API key; an engineer without a part; the engineer whose it is; and an admin of another organization."""


@dataclass(frozen=True)
class Scene:
    """Everybody, around one incident that the manager reported."""

    people: dict[str, Person]
    key: str
    key_id: str
    incident: Incident
    escalation_id: str | None
    template_id: str | None

    def asker(self, name: str) -> Asker:
        return self.key if name == "integration" else self.people.get(name)

    @property
    def id(self) -> str:
        return global_id(self.incident)

    def about(self, part: str) -> str:
        """The input of a mutation on what somebody has to do with the incident."""
        return f'(input: {{incidentId: "{self.id}" userId: "{user_id(self.people[part])}"}})'


@dataclass(frozen=True)
class Row:
    """How a field is called, and what each of ASKERS is told: yes, null, or the code of a refusal."""

    answers: str
    selection: str = ""
    arguments: Callable[[Scene], str] = lambda scene: ""
    status: str = "ASSIGNED"
    escalated: bool = False
    templated: bool = False


@dataclass(frozen=True)
class Change(Row):
    """A mutation of the incident, which takes its id and `more`."""

    more: str = field(default="", kw_only=True)
    selection: str = field(default="{ errors { code } }", kw_only=True)

    def __post_init__(self) -> None:
        text = self.more
        object.__setattr__(self, "arguments", lambda scene: f'(input: {{incidentId: "{scene.id}" {text}}})')


U, F, N = "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"
EVERYBODY = f"{U} yes yes yes yes yes yes"
PEOPLE = f"{U} {F} yes yes yes yes yes"
RUNNERS = f"{U} {F} {F} {F} yes yes {N}"
RUNNERS_AND_ASSIGNEE = f"{U} {N} {F} yes yes yes {N}"
ALL_OF_THE_ORGANIZATION = f"{U} {N} yes yes yes yes {N}"
ADMINS = f"{U} {F} {F} {F} {F} yes yes"
ADMINS_OF_IT = f"{U} {F} {F} {F} {F} {N} {N}"
ERRORS = "{ errors { code } }"
NOBODYS = UUID(int=7)
NOBODYS_TEAM, NOBODYS_SERVICE, NOBODYS_CATEGORY = (encode(kind, NOBODYS) for kind in ("Team", "Service", "Category"))
NOBODYS_ASSIGNMENT_RULE = encode("AssignmentRule", NOBODYS)
NOBODYS_POLICY = f'slaPolicyId: "{encode("SlaPolicy", NOBODYS)}"'
NOBODYS_CALENDAR = f'businessCalendarId: "{encode("BusinessCalendar", NOBODYS)}"'
NOBODYS_TEMPLATE = encode("IncidentTemplate", NOBODYS)
NOBODYS_RULE = encode("EscalationRule", NOBODYS)
NOBODYS_METHOD = f'contactMethodId: "{encode("ContactMethod", NOBODYS)}"'
NOBODYS_WEBHOOK = f'(input: {{webhookId: "{encode("Webhook", NOBODYS)}"}})'
NOBODYS_SKILL = encode("Skill", NOBODYS)
NOBODYS_SCHEDULE = f'onCallScheduleId: "{encode("OnCallSchedule", NOBODYS)}"'
RUNNERS_OF_A_TEAM = f"{U} {F} {F} {F} {N} {N} {N}"
NEW_RULE = 'name: "Late", strategy: "UNASSIGNED", afterMinutes: 5, steps: [{targets: [{kind: ALL_MANAGERS}]}]'


def on_bystander(scene: Scene, more: str = "") -> str:
    return f'(input: {{userId: "{user_id(scene.people["bystander"])}" {more}}})'


QUERIES = {
    "me": Row(PEOPLE, "{ id }"),
    "node": Row(f"{U} null yes yes yes yes null", "{ id }", lambda scene: f'(id: "{scene.id}")'),
    "users": Row(PEOPLE, "{ edges { cursor } }"),
    "teams": Row(PEOPLE, "{ id }"),
    "services": Row(PEOPLE, "{ id }"),
    "categories": Row(PEOPLE, "{ id }"),
    "incident": Row(f"{U} null yes yes yes yes null", "{ id }", lambda scene: f'(id: "{scene.id}")'),
    "incidents": Row(EVERYBODY, "{ totalCount }"),
    "incidentLog": Row(ALL_OF_THE_ORGANIZATION, "{ edges { cursor } }", lambda scene: f'(incidentId: "{scene.id}")'),
    "incidentExport": Row(ALL_OF_THE_ORGANIZATION, "{ fileName }", lambda scene: f'(incidentId: "{scene.id}")'),
    "simulateEscalationRule": Row(
        f"{U} {F} {F} {F} yes yes yes",
        "{ firingCount }",
        lambda scene: (
            '(since: "2026-01-01T00:00:00Z", input: {strategy: "UNASSIGNED", afterMinutes: 5, '
            "steps: [{targets: [{kind: ALL_MANAGERS}]}]})"
        ),
    ),
    "eventCursor": Row(EVERYBODY),
    "verifyAudit": Row(ADMINS, "{ ok }"),
    "apiKeys": Row(f"{U} {F} {F} {F} yes yes yes", "{ id }"),
    "auditTrail": Row(ADMINS, "{ edges { cursor } }"),
    "escalationRules": Row(PEOPLE, "{ id }"),
    "escalationStrategies": Row(PEOPLE, "{ name }"),
    "escalationPlanning": Row(f"{U} {F} {F} {F} yes yes yes", "{ finished }"),
    "escalations": Row(ALL_OF_THE_ORGANIZATION, "{ edges { cursor } }", lambda scene: f'(incidentId: "{scene.id}")'),
    "suggestedAssignees": Row(RUNNERS, "{ score }", lambda scene: f'(incidentId: "{scene.id}")'),
    "assignmentRules": Row(PEOPLE, "{ id }"),
    "slaPolicies": Row(PEOPLE, "{ id }"),
    "businessCalendars": Row(PEOPLE, "{ id }"),
    "slaDueTimes": Row(PEOPLE, "{ dueAt }", lambda scene: "(minutes: 60)"),
    "incidentTemplates": Row(PEOPLE, "{ id }"),
    "searchIncidents": Row(EVERYBODY, "{ totalCount edges { cursor } }", lambda scene: '(text: "disk")'),
    "similarIncidents": Row(EVERYBODY, "{ score }", lambda scene: '(title: "Disk full")'),
    "notifications": Row(PEOPLE, "{ unreadCount edges { cursor } }"),
    "deliveries": Row(ADMINS, "{ edges { cursor } }"),
    "incidentDeliveries": Row(
        f"{U} {F} yes yes yes yes {N}", "{ edges { cursor } }", lambda scene: f'(incidentId: "{scene.id}")'
    ),
    "teamWorkloads": Row(f"{U} {F} {F} {F} yes yes yes", "{ workload { load } }"),
    "engineerWorkloads": Row(PEOPLE, "{ edges { cursor } }"),
    "analytics": Row(PEOPLE, "{ summary { incidents } }", lambda scene: '(since: "2026-01-01T00:00:00Z")'),
    "skills": Row(PEOPLE, "{ id }"),
    "absences": Row(PEOPLE, "{ id }", lambda scene: '(from: "2026-01-01", to: "2026-12-31")'),
    "calendarFeeds": Row(PEOPLE, "{ id }"),
    "contactMethods": Row(PEOPLE, "{ id }"),
    "notificationSettings": Row(PEOPLE, "{ steps { afterMinutes } }"),
    "webhooks": Row(ADMINS, "{ id }"),
    "onCallSchedules": Row(PEOPLE, "{ id }"),
    "onCall": Row(f"{U} {F} {N} {N} {N} {N} {N}", "{ since }", lambda scene: f'(teamId: "{NOBODYS_TEAM}")'),
}
SUBSCRIPTIONS = {
    "incidentEvents": Row(EVERYBODY, "{ cursor }"),
    "incidentChanged": Row(ALL_OF_THE_ORGANIZATION, "{ cursor }", lambda scene: f'(id: "{scene.id}")'),
    "escalationRaised": Row(EVERYBODY, "{ cursor }"),
    "notificationReceived": Row(PEOPLE, "{ cursor }"),
}
MUTATIONS = {
    "login": Row(
        "yes yes yes yes yes yes yes",
        "{ errors { code } }",
        lambda scene: f'(input: {{email: "{scene.people["manager"].email}" password: "{PASSWORD}"}})',
    ),
    "refreshSession": Row(" ".join(7 * ["SESSION_ENDED"]), "{ errors { code } }", lambda scene: "(input: {})"),
    "logout": Row(f"{U} {U} yes yes yes yes yes", "{ errors { code } }", lambda scene: "(input: {})"),
    "reportIncident": Row(EVERYBODY, "{ errors { code } }", lambda scene: '(input: {title: "Another"})'),
    "resolveByDedupKey": Row(RUNNERS_AND_ASSIGNEE, ERRORS, lambda scene: '(input: {dedupKey: "disk"})'),
    "acknowledgeByDedupKey": Row(RUNNERS_AND_ASSIGNEE, ERRORS, lambda scene: '(input: {dedupKey: "disk"})'),
    "setPassword": Row(
        " ".join(7 * ["VALIDATION"]),
        "{ errors { code } }",
        lambda scene: '(input: {token: "siems_invite_unknown", password: "long enough"})',
    ),
    "createUser": Row(
        ADMINS,
        ERRORS,
        lambda scene: f'(input: {{email: "{scene.id[-12:-2]}@example.com", name: "Eve", role: MANAGER}})',
    ),
    "inviteUser": Row(f"{U} {F} {F} {F} {F} yes {N}", ERRORS, lambda scene: on_bystander(scene)),
    "updateUser": Row(f"{U} {F} {F} {F} {F} yes {N}", ERRORS, lambda scene: on_bystander(scene, 'name: "Eve"')),
    "deactivateUser": Row(f"{U} {F} {F} {F} {F} yes {N}", ERRORS, lambda scene: on_bystander(scene)),
    "endSessions": Row(
        f"{U} {F} {F} {F} {F} yes {N}",
        ERRORS,
        lambda scene: f'(input: {{userId: "{user_id(scene.people["admin"])}"}})',
    ),
    "reactivateUser": Row(f"{U} {F} {F} {F} {F} VALIDATION {N}", ERRORS, lambda scene: on_bystander(scene)),
    "createTeam": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "Network"})'),
    "updateTeam": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{teamId: "{NOBODYS_TEAM}", name: "Network"}})'),
    "createService": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "Mail"})'),
    "updateService": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{serviceId: "{NOBODYS_SERVICE}"}})'),
    "createCategory": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "Fire"})'),
    "updateCategory": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{categoryId: "{NOBODYS_CATEGORY}"}})'),
    "assignIncident": Row(
        RUNNERS,
        "{ errors { code } }",
        lambda scene: f'(input: {{incidentId: "{scene.id}" assigneeId: "{user_id(scene.people["bystander"])}"}})',
    ),
    "autoAssignIncident": Change(RUNNERS, status="OPEN"),
    "unassignIncident": Change(RUNNERS),
    "claimIncident": Change(f"{U} {F} yes yes yes yes {N}", status="OPEN"),
    "startIncident": Change(RUNNERS_AND_ASSIGNEE),
    "resolveIncident": Change(RUNNERS_AND_ASSIGNEE, status="IN_PROGRESS", more='resolution: "Done"'),
    "closeIncident": Change(RUNNERS, status="RESOLVED"),
    "reopenIncident": Change(RUNNERS_AND_ASSIGNEE, status="RESOLVED"),
    "addComment": Change(ALL_OF_THE_ORGANIZATION, more='body: "Hm"'),
    "changeSeverity": Change(RUNNERS, more="severity: LOW"),
    "updateIncident": Change(RUNNERS_AND_ASSIGNEE, more='title: "Disk full on db-2"'),
    "writePostmortem": Change(RUNNERS_AND_ASSIGNEE, status="RESOLVED", more='body: "Check the alerts"'),
    "addParticipant": Row(RUNNERS_AND_ASSIGNEE, "{ errors { code } }", lambda scene: scene.about("bystander")),
    "removeParticipant": Row(
        f"{U} {N} {F} {F} yes yes {N}", "{ errors { code } }", lambda scene: scene.about("participant")
    ),
    "escalateIncident": Change(RUNNERS_AND_ASSIGNEE),
    "acknowledgeEscalation": Row(
        RUNNERS_AND_ASSIGNEE,
        ERRORS,
        lambda scene: f'(input: {{escalationId: "{scene.escalation_id}"}})',
        escalated=True,
    ),
    "markNotificationsRead": Row(
        f"{U} {F} {N} {N} {N} {N} {N}", ERRORS, lambda scene: f'(input: {{ids: ["{encode("Notification", NOBODYS)}"]}})'
    ),
    "resendDelivery": Row(
        ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{deliveryId: "{encode("Delivery", NOBODYS)}"}})'
    ),
    "createEscalationRule": Row(ADMINS, ERRORS, lambda scene: f"(input: {{{NEW_RULE}}})"),
    "updateEscalationRule": Row(
        ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{escalationRuleId: "{NOBODYS_RULE}", enabled: false}})'
    ),
    "deleteEscalationRule": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{escalationRuleId: "{NOBODYS_RULE}"}})'),
    "createSkill": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "PostgreSQL"})'),
    "updateSkill": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{skillId: "{NOBODYS_SKILL}", name: "Go"}})'),
    "deleteSkill": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{skillId: "{NOBODYS_SKILL}"}})'),
    "setSkills": Row(
        f"{U} {F} {F} {F} {F} {N} {N}",
        ERRORS,
        lambda scene: on_bystander(scene, f'skills: [{{skillId: "{NOBODYS_SKILL}", level: 1}}]'),
    ),
    "setAvailability": Row(
        f"{U} {F} yes {F} {F} yes {N}", ERRORS, lambda scene: on_bystander(scene, "available: false")
    ),
    "setWorkingHours": Row(
        f"{U} {F} yes {F} {F} yes {N}", ERRORS, lambda scene: on_bystander(scene, 'timeZone: "Asia/Kolkata"')
    ),
    "addAbsence": Row(
        f"{U} {F} yes {F} {F} yes {N}",
        ERRORS,
        lambda scene: on_bystander(scene, 'startsOn: "2099-01-01", endsOn: "2099-01-01"'),
    ),
    "removeAbsence": Row(
        f"{U} {F} {N} {N} {N} {N} {N}", ERRORS, lambda scene: f'(input: {{absenceId: "{encode("Absence", NOBODYS)}"}})'
    ),
    "createCalendarFeed": Row(PEOPLE, ERRORS, lambda scene: "(input: {})"),
    "revokeCalendarFeed": Row(
        f"{U} {F} {N} {N} {N} {N} {N}",
        ERRORS,
        lambda scene: f'(input: {{calendarFeedId: "{encode("CalendarFeed", NOBODYS)}"}})',
    ),
    "createOnCallSchedule": Row(
        RUNNERS_OF_A_TEAM,
        ERRORS,
        lambda scene: f'(input: {{teamId: "{NOBODYS_TEAM}", name: "Primary", timeZone: "UTC", layers: []}})',
    ),
    "updateOnCallSchedule": Row(RUNNERS_OF_A_TEAM, ERRORS, lambda scene: f"(input: {{{NOBODYS_SCHEDULE}}})"),
    "deleteOnCallSchedule": Row(RUNNERS_OF_A_TEAM, ERRORS, lambda scene: f"(input: {{{NOBODYS_SCHEDULE}}})"),
    "addOnCallOverride": Row(
        RUNNERS_OF_A_TEAM,
        ERRORS,
        lambda scene: (
            f'(input: {{{NOBODYS_SCHEDULE}, userId: "{user_id(scene.people["bystander"])}", '
            'startsAt: "2099-01-01T00:00:00Z", endsAt: "2099-01-02T00:00:00Z"})'
        ),
    ),
    "removeOnCallOverride": Row(
        RUNNERS_OF_A_TEAM, ERRORS, lambda scene: f'(input: {{overrideId: "{encode("OnCallOverride", NOBODYS)}"}})'
    ),
    "createAssignmentRule": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "To whoever is idle"})'),
    "updateAssignmentRule": Row(
        ADMINS_OF_IT,
        ERRORS,
        lambda scene: f'(input: {{assignmentRuleId: "{NOBODYS_ASSIGNMENT_RULE}", enabled: false}})',
    ),
    "deleteAssignmentRule": Row(
        ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{assignmentRuleId: "{NOBODYS_ASSIGNMENT_RULE}"}})'
    ),
    "createSlaPolicy": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "Gold", resolveMinutes: 60})'),
    "updateSlaPolicy": Row(ADMINS_OF_IT, ERRORS, lambda scene: f"(input: {{{NOBODYS_POLICY}}})"),
    "deleteSlaPolicy": Row(ADMINS_OF_IT, ERRORS, lambda scene: f"(input: {{{NOBODYS_POLICY}}})"),
    "createBusinessCalendar": Row(
        ADMINS,
        ERRORS,
        lambda scene: (
            '(input: {name: "Office", timeZone: "UTC", '
            'hours: [{weekdays: [MONDAY], startsAt: "09:00", endsAt: "17:00"}]})'
        ),
    ),
    "updateBusinessCalendar": Row(ADMINS_OF_IT, ERRORS, lambda scene: f"(input: {{{NOBODYS_CALENDAR}}})"),
    "deleteBusinessCalendar": Row(ADMINS_OF_IT, ERRORS, lambda scene: f"(input: {{{NOBODYS_CALENDAR}}})"),
    "createIncidentTemplate": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "Fire", title: "Fire in {{room}}"})'),
    "updateIncidentTemplate": Row(
        ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{templateId: "{NOBODYS_TEMPLATE}", title: "Smoke"}})'
    ),
    "deleteIncidentTemplate": Row(ADMINS_OF_IT, ERRORS, lambda scene: f'(input: {{templateId: "{NOBODYS_TEMPLATE}"}})'),
    "reportFromTemplate": Row(
        f"{U} yes yes yes yes yes {N}",
        ERRORS,
        lambda scene: f'(input: {{templateId: "{scene.template_id}", values: [{{name: "host", value: "db-1"}}]}})',
        templated=True,
    ),
    "tickChecklistItem": Change(RUNNERS_AND_ASSIGNEE, more="position: 1"),
    "createContactMethod": Row(
        PEOPLE,
        ERRORS,
        # An address of its own for each: all tests share the limit of how many codes go to one.
        lambda scene: f'(input: {{channel: EMAIL, name: "Mail", address: "{scene.incident.id}@example.com"}})',
    ),
    "renameContactMethod": Row(
        f"{U} {F} {N} {N} {N} {N} {N}", ERRORS, lambda scene: f'(input: {{{NOBODYS_METHOD}, name: "Mail"}})'
    ),
    "sendContactCode": Row(f"{U} {F} {N} {N} {N} {N} {N}", ERRORS, lambda scene: f"(input: {{{NOBODYS_METHOD}}})"),
    "verifyContactMethod": Row(
        f"{U} {F} {N} {N} {N} {N} {N}", ERRORS, lambda scene: f'(input: {{{NOBODYS_METHOD}, code: "123456"}})'
    ),
    "deleteContactMethod": Row(f"{U} {F} {N} {N} {N} {N} {N}", ERRORS, lambda scene: f"(input: {{{NOBODYS_METHOD}}})"),
    "setNotificationSteps": Row(
        f"{U} {F} {N} {N} {N} {N} {N}",
        ERRORS,
        lambda scene: f"(input: {{urgency: PAGE, steps: [{{{NOBODYS_METHOD}}}]}})",
    ),
    "setNotificationSettings": Row(
        PEOPLE,
        ERRORS,
        lambda scene: '(input: {quietHours: {from: "22:00", until: "07:00", timeZone: "Europe/Berlin"}})',
    ),
    "createWebhook": Row(ADMINS, ERRORS, lambda scene: '(input: {name: "Status", url: "https://example.com/"})'),
    "updateWebhook": Row(ADMINS_OF_IT, ERRORS, lambda scene: NOBODYS_WEBHOOK),
    "rotateWebhookSecret": Row(ADMINS_OF_IT, ERRORS, lambda scene: NOBODYS_WEBHOOK),
    "testWebhook": Row(ADMINS_OF_IT, ERRORS, lambda scene: NOBODYS_WEBHOOK),
    "deleteWebhook": Row(ADMINS_OF_IT, ERRORS, lambda scene: NOBODYS_WEBHOOK),
    "createApiKey": Row(ADMINS, "{ errors { code } }", lambda scene: '(input: {name: "Grafana"})'),
    "revokeApiKey": Row(
        f"{U} {F} {F} {F} {F} yes {N}", "{ errors { code } }", lambda scene: f'(input: {{apiKeyId: "{scene.key_id}"}})'
    ),
}


async def the_scene(
    world: World, other_world: World, status: str, escalated: bool = False, templated: bool = False
) -> Scene:
    bystander, assignee, manager = await world.engineer(), await world.engineer(), await world.manager()
    participant = await world.engineer()
    admin = await world.admin()
    key = await world.app.api_keys.create(admin, "Alertmanager", None)
    people = {
        "bystander": bystander,
        "assignee": assignee,
        "manager": manager,
        "admin": admin,
        "stranger": await other_world.admin(),
        "participant": participant,
    }
    incident = await world.incident_in(status, manager, assignee, dedup_key="disk")
    await world.app.participants.add(manager, Decision(incident.id), participant.id)
    await world.checklist(incident, "Look")
    escalation_id = None
    if escalated:
        incident, escalation = await world.app.escalations.escalate(admin, Decision(incident.id))
        escalation_id = global_id(escalation)
    template_id = global_id(await world.template()) if templated else None
    return Scene(people, key.secret, global_id(key.row), incident, escalation_id, template_id)
