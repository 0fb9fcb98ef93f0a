"""Invitations, and what the audit trail is found by."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE invitations (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, user_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO siems_app;
"""

INDEXES = """
CREATE INDEX incident_log_by_time ON incident_log (organization_id, recorded_at, id);
CREATE INDEX incident_log_by_actor ON incident_log (organization_id, actor_id, recorded_at, id);
CREATE INDEX configuration_log_by_actor ON configuration_log (organization_id, actor_id, recorded_at, id);
CREATE INDEX configuration_log_by_kind ON configuration_log (organization_id, subject_kind, recorded_at, id);
CREATE INDEX teams_by_manager ON teams (organization_id, manager_id);
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES + INDEXES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP INDEX teams_by_manager, configuration_log_by_kind, configuration_log_by_actor, incident_log_by_actor,
    incident_log_by_time;
DROP TABLE invitations;
"""
