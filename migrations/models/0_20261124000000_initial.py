"""Organizations, people, teams, services, categories, incidents and the two append-only logs."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE organizations (
    id UUID PRIMARY KEY,
    name VARCHAR(100) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE users (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    email VARCHAR(254) UNIQUE CHECK (email = lower(email)),
    name VARCHAR(100) NOT NULL,
    role VARCHAR(16) NOT NULL CHECK (role IN ('ADMIN', 'MANAGER', 'ENGINEER')),
    password_hash VARCHAR(200),
    external_ref VARCHAR(255),
    created_at TIMESTAMPTZ NOT NULL,
    deactivated_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, external_ref)
);
CREATE INDEX users_by_name ON users (organization_id, name, id);

CREATE TABLE teams (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    manager_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, name),
    FOREIGN KEY (organization_id, manager_id) REFERENCES users (organization_id, id)
);

CREATE TABLE team_members (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    team_id UUID NOT NULL,
    user_id UUID NOT NULL,
    UNIQUE (organization_id, team_id, user_id),
    FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX team_members_by_user ON team_members (organization_id, user_id);

CREATE TABLE services (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    team_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, name),
    FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id)
);

CREATE TABLE categories (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, name)
);

CREATE TABLE incident_counters (
    organization_id UUID PRIMARY KEY REFERENCES organizations (id),
    last_number INT NOT NULL
);

CREATE TABLE incidents (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    number INT NOT NULL CHECK (number > 0),
    title VARCHAR(200) NOT NULL CHECK (title <> ''),
    description TEXT NOT NULL,
    severity SMALLINT NOT NULL CHECK (severity BETWEEN 1 AND 4),
    status VARCHAR(16) NOT NULL CHECK (status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS', 'RESOLVED', 'CLOSED')),
    category_id UUID,
    service_id UUID,
    team_id UUID,
    reporter_id UUID,
    assignee_id UUID,
    restricted BOOL NOT NULL,
    dedup_key VARCHAR(255),
    external_ref VARCHAR(255),
    resolution TEXT,
    version INT NOT NULL,
    escalation_level SMALLINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    assigned_at TIMESTAMPTZ,
    acknowledged_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ,
    resolved_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    UNIQUE (organization_id, number),
    UNIQUE (organization_id, external_ref),
    FOREIGN KEY (organization_id, category_id) REFERENCES categories (organization_id, id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id),
    FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
    FOREIGN KEY (organization_id, reporter_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, assignee_id) REFERENCES users (organization_id, id),
    CONSTRAINT somebody_owns_what_is_under_way
        CHECK ((status = 'OPEN') <= (assignee_id IS NULL)
               AND (status IN ('ASSIGNED', 'IN_PROGRESS')) <= (assignee_id IS NOT NULL))
);
CREATE INDEX incidents_by_creation ON incidents (organization_id, created_at, id);
CREATE INDEX incidents_by_update ON incidents (organization_id, updated_at, id);
CREATE INDEX incidents_by_severity ON incidents (organization_id, severity, id);
CREATE INDEX incidents_by_status ON incidents (organization_id, status, created_at, id);
CREATE INDEX incidents_by_assignee ON incidents (organization_id, assignee_id, created_at, id);
CREATE INDEX incidents_by_reporter ON incidents (organization_id, reporter_id, created_at, id);
CREATE UNIQUE INDEX one_unresolved_incident_per_dedup_key ON incidents (organization_id, dedup_key)
    WHERE dedup_key IS NOT NULL AND status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS');
"""

LOG_COLUMNS = """
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    subject_id UUID NOT NULL,
    sequence INT NOT NULL CHECK (sequence > 0),
    action VARCHAR(40) NOT NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor_id UUID,
    actor_name VARCHAR(100) NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    reason TEXT,
    origin VARCHAR(16) NOT NULL CHECK (origin IN ('LIVE', 'IMPORTED', 'INFERRED')),
    request_id VARCHAR(64),
    source_address VARCHAR(64),
    at TIMESTAMPTZ NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    feed_xid XID8 NOT NULL,
    previous_hash VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    UNIQUE (subject_id, sequence)
"""

LOGS = f"""
CREATE TABLE incident_log ({LOG_COLUMNS},
    FOREIGN KEY (organization_id, subject_id) REFERENCES incidents (organization_id, id)
);
CREATE INDEX incident_log_feed ON incident_log (feed_xid, id);

CREATE TABLE configuration_log ({LOG_COLUMNS},
    subject_kind VARCHAR(32) NOT NULL
);
CREATE INDEX configuration_log_by_time ON configuration_log (organization_id, recorded_at, id);

CREATE FUNCTION refuse_to_rewrite_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON incident_log
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON incident_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON configuration_log
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON configuration_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();
"""

GRANTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON
    organizations, users, teams, team_members, services, categories, incident_counters, incidents TO siems_app;
GRANT SELECT, INSERT ON incident_log, configuration_log TO siems_app;
GRANT SELECT ON aerich TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES + LOGS + GRANTS


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TABLE configuration_log, incident_log, incidents, incident_counters, categories, services, team_members, teams,
    users, organizations;
DROP FUNCTION refuse_to_rewrite_history();
"""
