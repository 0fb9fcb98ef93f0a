"""Signed checkpoints over both logs: what each covers, by organization, and where its chains end."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE checkpoints (
    number INT PRIMARY KEY CHECK (number > 0),
    previous_hash VARCHAR(64) NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    entries INT NOT NULL CHECK (entries > 0),
    incident_xid BIGINT NOT NULL,
    incident_id BIGINT NOT NULL,
    configuration_xid BIGINT NOT NULL,
    configuration_id BIGINT NOT NULL,
    contents VARCHAR(64) NOT NULL,
    public_key VARCHAR(64) NOT NULL,
    hash VARCHAR(64) NOT NULL,
    signature VARCHAR(128) NOT NULL
);

CREATE TABLE checkpoint_parts (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checkpoint INT NOT NULL REFERENCES checkpoints (number),
    organization_id UUID NOT NULL REFERENCES organizations (id),
    entries INT NOT NULL CHECK (entries > 0),
    entries_hash VARCHAR(64) NOT NULL,
    heads_hash VARCHAR(64) NOT NULL,
    UNIQUE (checkpoint, organization_id)
);

CREATE TABLE checkpoint_heads (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    checkpoint INT NOT NULL,
    organization_id UUID NOT NULL,
    kind VARCHAR(16) NOT NULL CHECK (kind IN ('incident', 'configuration')),
    subject_id UUID NOT NULL,
    sequence INT NOT NULL CHECK (sequence > 0),
    hash VARCHAR(64) NOT NULL,
    feed_xid BIGINT NOT NULL,
    feed_id BIGINT NOT NULL,
    UNIQUE (checkpoint, organization_id, kind, subject_id),
    UNIQUE (kind, subject_id, sequence),
    FOREIGN KEY (checkpoint, organization_id) REFERENCES checkpoint_parts (checkpoint, organization_id)
);

CREATE INDEX configuration_log_feed ON configuration_log (feed_xid, id);
"""

APPEND_ONLY = "".join(
    f"""
CREATE TRIGGER append_only_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_to_rewrite_history();
CREATE TRIGGER append_only_table BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_history();
GRANT SELECT, INSERT ON {table} TO siems_app;
"""
    for table in ("checkpoints", "checkpoint_parts", "checkpoint_heads")
)


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES + APPEND_ONLY


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP INDEX configuration_log_feed;
DROP TABLE checkpoint_heads, checkpoint_parts, checkpoints;
"""
