"""Escalation rules, what they have fired, whom that told, and when each incident is next to be looked at."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE escalation_rules (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    severities JSONB NOT NULL,
    service_ids JSONB NOT NULL,
    category_ids JSONB NOT NULL,
    team_ids JSONB NOT NULL,
    strategy VARCHAR(64) NOT NULL,
    after_seconds INT NOT NULL CHECK (after_seconds >= 0),
    parameters JSONB NOT NULL,
    steps JSONB NOT NULL,
    repeats INT NOT NULL CHECK (repeats >= 0),
    repeat_seconds INT NOT NULL CHECK (repeat_seconds >= 0),
    acknowledge_timeout_seconds INT NOT NULL CHECK (acknowledge_timeout_seconds > 0),
    enabled BOOL NOT NULL,
    active_since TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id)
);
CREATE UNIQUE INDEX one_escalation_rule_of_a_name ON escalation_rules (organization_id, name)
    WHERE deleted_at IS NULL;

CREATE TABLE escalation_planning (
    organization_id UUID PRIMARY KEY REFERENCES organizations (id),
    revision INT NOT NULL,
    planned_revision INT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    barrier_xid XID8,
    cursor UUID,
    done INT NOT NULL,
    total INT NOT NULL
);
CREATE INDEX escalation_planning_to_do ON escalation_planning (organization_id) WHERE planned_revision < revision;

CREATE TABLE escalations (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    incident_id UUID NOT NULL,
    rule_id UUID,
    rule_name VARCHAR(100),
    strategy VARCHAR(64),
    round INT NOT NULL,
    repeat INT,
    step INT,
    level SMALLINT NOT NULL,
    starts_at TIMESTAMPTZ,
    due_at TIMESTAMPTZ NOT NULL,
    fired_at TIMESTAMPTZ NOT NULL,
    lateness_ms BIGINT NOT NULL CHECK (lateness_ms >= 0),
    reason TEXT,
    raised_by_id UUID,
    log_sequence INT NOT NULL,
    acknowledged_at TIMESTAMPTZ,
    acknowledged_by_id UUID,
    acknowledged_by_name VARCHAR(100),
    UNIQUE (organization_id, id),
    CONSTRAINT each_step_fires_once UNIQUE (incident_id, rule_id, round, repeat, step),
    CHECK ((rule_id IS NULL) = (step IS NULL) AND (rule_id IS NULL) = (repeat IS NULL)),
    FOREIGN KEY (organization_id, incident_id) REFERENCES incidents (organization_id, id),
    FOREIGN KEY (organization_id, rule_id) REFERENCES escalation_rules (organization_id, id),
    FOREIGN KEY (organization_id, raised_by_id) REFERENCES users (organization_id, id)
);
CREATE INDEX escalations_by_time ON escalations (organization_id, fired_at, id);
CREATE INDEX escalations_by_incident ON escalations (organization_id, incident_id, fired_at, id);

CREATE TABLE notifications (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    kind VARCHAR(16) NOT NULL,
    incident_id UUID NOT NULL,
    log_sequence INT NOT NULL,
    escalation_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    CONSTRAINT told_once_of_an_entry UNIQUE (incident_id, log_sequence, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, incident_id) REFERENCES incidents (organization_id, id),
    FOREIGN KEY (organization_id, escalation_id) REFERENCES escalations (organization_id, id)
);
CREATE INDEX notifications_by_user ON notifications (organization_id, user_id, created_at, id);
CREATE INDEX notifications_unread ON notifications (organization_id, user_id) WHERE read_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON escalation_rules, escalation_planning, escalations, notifications TO siems_app;
"""

INCIDENTS = """
ALTER TABLE incidents
    ADD COLUMN next_escalation_at TIMESTAMPTZ,
    ADD COLUMN escalation_round INT NOT NULL DEFAULT 1,
    ADD COLUMN round_started_at TIMESTAMPTZ,
    ADD COLUMN last_activity_at TIMESTAMPTZ,
    ADD COLUMN hold_began_at TIMESTAMPTZ,
    ADD COLUMN imported_at TIMESTAMPTZ,
    ADD COLUMN rules_revision INT NOT NULL DEFAULT 0,
    ADD COLUMN escalation_failures SMALLINT NOT NULL DEFAULT 0;
UPDATE incidents SET round_started_at = greatest(created_at, assigned_at), last_activity_at = updated_at,
    imported_at = CASE WHEN external_ref IS NOT NULL THEN clock_timestamp() END;
ALTER TABLE incidents
    ALTER COLUMN round_started_at SET NOT NULL,
    ALTER COLUMN last_activity_at SET NOT NULL;
CREATE INDEX incidents_due_for_escalation ON incidents (next_escalation_at) WHERE next_escalation_at IS NOT NULL;
CREATE INDEX unresolved_incidents ON incidents (organization_id, id)
    WHERE status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS');
INSERT INTO escalation_planning (organization_id, revision, planned_revision, changed_at, done, total)
    SELECT id, 0, 0, created_at, 0, 0 FROM organizations;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES + INCIDENTS


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
ALTER TABLE incidents DROP COLUMN next_escalation_at, DROP COLUMN escalation_round, DROP COLUMN round_started_at,
    DROP COLUMN last_activity_at, DROP COLUMN hold_began_at, DROP COLUMN imported_at, DROP COLUMN rules_revision,
    DROP COLUMN escalation_failures;
DROP INDEX unresolved_incidents;
DROP TABLE notifications, escalations, escalation_planning, escalation_rules;
"""
