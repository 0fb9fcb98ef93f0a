"""What each worker last said of itself. In PostgreSQL, since Redis may be what is down."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE worker_heartbeats (
    worker_id UUID PRIMARY KEY,
    host VARCHAR(255) NOT NULL,
    pid INT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    swept_at TIMESTAMPTZ,
    mode VARCHAR(5) CHECK (mode IN ('ARQ', 'TIMER')),
    redis_missed_since TIMESTAMPTZ,
    redis_error TEXT
);

GRANT SELECT, INSERT, UPDATE, DELETE ON worker_heartbeats TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP TABLE worker_heartbeats;"
