"""Who may do what: each mutation, how it is called, and what everybody is told by it."""

from uuid import UUID

from factories import PASSWORD
from graphql_client import user_id
from roles import (
    ADMINS,
    ADMINS_OF_IT,
    ALL_OF_THE_ORGANIZATION,
    ERRORS,
    EVERYBODY,
    PEOPLE,
    RUNNERS,
    RUNNERS_AND_ASSIGNEE,
    Change,
    F,
    N,
    Row,
    Scene,
    U,
)

from schema.ids import encode

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
