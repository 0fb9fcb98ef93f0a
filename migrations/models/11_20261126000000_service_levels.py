"""Service levels: policies, business calendars, and what they come to for each incident; and what analytics count."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE business_calendars (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    hours JSONB NOT NULL,
    holidays JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id)
);
CREATE UNIQUE INDEX one_business_calendar_of_a_name ON business_calendars (organization_id, name)
    WHERE deleted_at IS NULL;

CREATE TABLE sla_policies (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    severities JSONB NOT NULL,
    service_ids JSONB NOT NULL,
    respond_minutes INT CHECK (respond_minutes > 0),
    resolve_minutes INT CHECK (resolve_minutes > 0),
    calendar_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    CHECK (respond_minutes IS NOT NULL OR resolve_minutes IS NOT NULL),
    FOREIGN KEY (organization_id, calendar_id) REFERENCES business_calendars (organization_id, id)
);
CREATE UNIQUE INDEX one_sla_policy_of_a_name ON sla_policies (organization_id, name) WHERE deleted_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON business_calendars, sla_policies TO siems_app;
"""

_STATES = "('ON_TRACK', 'AT_RISK', 'BREACHED', 'MET')"
# The sweep's index is by the earlier of two moments: of what escalation and what service levels wait for.
INCIDENTS = f"""
ALTER TABLE incidents
    ADD COLUMN sla_policy_id UUID,
    ADD COLUMN sla VARCHAR(16) CHECK (sla IN {_STATES}),
    ADD COLUMN respond_due_at TIMESTAMPTZ,
    ADD COLUMN respond_at_risk_at TIMESTAMPTZ,
    ADD COLUMN respond_sla VARCHAR(16) CHECK (respond_sla IN {_STATES}),
    ADD COLUMN resolve_due_at TIMESTAMPTZ,
    ADD COLUMN resolve_at_risk_at TIMESTAMPTZ,
    ADD COLUMN resolve_sla VARCHAR(16) CHECK (resolve_sla IN {_STATES}),
    ADD COLUMN next_sla_at TIMESTAMPTZ,
    ADD COLUMN reopen_count INT NOT NULL DEFAULT 0,
    ADD COLUMN rule_escalations INT NOT NULL DEFAULT 0,
    ADD COLUMN hand_escalations INT NOT NULL DEFAULT 0,
    ADD FOREIGN KEY (organization_id, sla_policy_id) REFERENCES sla_policies (organization_id, id),
    ADD CHECK ((respond_due_at IS NULL) = (respond_sla IS NULL) AND (resolve_due_at IS NULL) = (resolve_sla IS NULL));
UPDATE incidents i SET reopen_count = reopens.count FROM (
    SELECT subject_id, count(*) FROM incident_log WHERE action = 'REOPENED' GROUP BY subject_id
) AS reopens WHERE i.id = reopens.subject_id;
UPDATE incidents i SET rule_escalations = escalated.by_rules, hand_escalations = escalated.by_hand FROM (
    SELECT incident_id, count(rule_id) AS by_rules, count(*) - count(rule_id) AS by_hand
    FROM escalations GROUP BY incident_id
) AS escalated WHERE i.id = escalated.incident_id;
DROP INDEX incidents_due_for_escalation;
CREATE INDEX incidents_to_look_at ON incidents (least(next_escalation_at, next_sla_at))
    WHERE least(next_escalation_at, next_sla_at) IS NOT NULL;
CREATE INDEX incidents_by_sla ON incidents (organization_id, sla, created_at, id)
    WHERE sla IN ('AT_RISK', 'BREACHED');
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES + INCIDENTS


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP INDEX incidents_to_look_at;
ALTER TABLE incidents DROP COLUMN sla_policy_id, DROP COLUMN sla,
    DROP COLUMN respond_due_at, DROP COLUMN respond_at_risk_at, DROP COLUMN respond_sla,
    DROP COLUMN resolve_due_at, DROP COLUMN resolve_at_risk_at, DROP COLUMN resolve_sla, DROP COLUMN next_sla_at,
    DROP COLUMN reopen_count, DROP COLUMN rule_escalations, DROP COLUMN hand_escalations;
CREATE INDEX incidents_due_for_escalation ON incidents (next_escalation_at) WHERE next_escalation_at IS NOT NULL;
DROP TABLE sla_policies, business_calendars;
"""
