"""Skills, working hours, absences, on-call schedules, calendar feeds, and the rules of automatic assignment."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

SKILLS = """
CREATE TABLE skills (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, name)
);

CREATE TABLE user_skills (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    skill_id UUID NOT NULL,
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    UNIQUE (organization_id, user_id, skill_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, skill_id) REFERENCES skills (organization_id, id)
);
CREATE INDEX user_skills_by_skill ON user_skills (organization_id, skill_id);

CREATE TABLE required_skills (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    service_id UUID,
    category_id UUID,
    skill_id UUID NOT NULL,
    level SMALLINT NOT NULL CHECK (level BETWEEN 1 AND 5),
    CHECK (num_nonnulls(service_id, category_id) = 1),
    UNIQUE (organization_id, service_id, skill_id),
    UNIQUE (organization_id, category_id, skill_id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id),
    FOREIGN KEY (organization_id, category_id) REFERENCES categories (organization_id, id),
    FOREIGN KEY (organization_id, skill_id) REFERENCES skills (organization_id, id)
);
CREATE INDEX required_skills_by_skill ON required_skills (organization_id, skill_id);
"""

AVAILABILITY = """
ALTER TABLE users
    ADD COLUMN time_zone VARCHAR(64) NOT NULL DEFAULT 'UTC',
    ADD COLUMN working_hours JSONB,
    ADD COLUMN unavailable_since TIMESTAMPTZ,
    ADD COLUMN unavailable_until TIMESTAMPTZ,
    ADD CHECK (unavailable_since IS NOT NULL OR unavailable_until IS NULL);

CREATE TABLE absences (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    note VARCHAR(200) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    CHECK (starts_on <= ends_on),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX absences_by_user ON absences (organization_id, user_id, ends_on);
CREATE INDEX absences_by_time ON absences (organization_id, ends_on, starts_on);
"""

ON_CALL = """
CREATE TABLE on_call_schedules (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    team_id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    layers JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id)
);
CREATE UNIQUE INDEX one_on_call_schedule_of_a_name ON on_call_schedules (organization_id, name)
    WHERE deleted_at IS NULL;
CREATE INDEX on_call_schedules_by_team ON on_call_schedules (organization_id, team_id) WHERE deleted_at IS NULL;

CREATE TABLE on_call_overrides (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    schedule_id UUID NOT NULL,
    user_id UUID NOT NULL,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    created_by_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    CHECK (starts_at < ends_at),
    FOREIGN KEY (organization_id, schedule_id) REFERENCES on_call_schedules (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id)
);
CREATE INDEX on_call_overrides_by_time ON on_call_overrides (organization_id, schedule_id, ends_at);

CREATE TABLE calendar_feeds (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    schedule_id UUID,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, schedule_id) REFERENCES on_call_schedules (organization_id, id)
);
CREATE INDEX calendar_feeds_by_user ON calendar_feeds (organization_id, user_id, created_at);
"""

ASSIGNMENT = """
CREATE TABLE assignment_rules (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    severities JSONB NOT NULL,
    service_ids JSONB NOT NULL,
    category_ids JSONB NOT NULL,
    team_ids JSONB NOT NULL,
    minimum_score SMALLINT NOT NULL CHECK (minimum_score BETWEEN 0 AND 100),
    enabled BOOL NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id)
);
CREATE UNIQUE INDEX one_assignment_rule_of_a_name ON assignment_rules (organization_id, name)
    WHERE deleted_at IS NULL;
CREATE INDEX incidents_in_hands ON incidents (organization_id, assignee_id)
    WHERE status IN ('ASSIGNED', 'IN_PROGRESS');

GRANT SELECT, INSERT, UPDATE ON skills, absences, on_call_schedules, calendar_feeds, assignment_rules TO siems_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON user_skills, required_skills, on_call_overrides TO siems_app;
GRANT DELETE ON skills, absences TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return SKILLS + AVAILABILITY + ON_CALL + ASSIGNMENT


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP INDEX incidents_in_hands;
DROP TABLE assignment_rules, calendar_feeds, on_call_overrides, on_call_schedules, absences;
ALTER TABLE users DROP COLUMN time_zone, DROP COLUMN working_hours, DROP COLUMN unavailable_since,
    DROP COLUMN unavailable_until;
DROP TABLE required_skills, user_skills, skills;
"""
