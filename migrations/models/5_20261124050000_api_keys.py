"""Keys for integrations, and the incidents that came in with one."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE api_keys (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    prefix VARCHAR(20) NOT NULL,
    key_hash VARCHAR(64) NOT NULL UNIQUE,
    created_by_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id)
);
CREATE INDEX api_keys_by_name ON api_keys (organization_id, name, id);

ALTER TABLE incidents
    ADD COLUMN api_key_id UUID,
    ADD FOREIGN KEY (organization_id, api_key_id) REFERENCES api_keys (organization_id, id);
CREATE INDEX incidents_by_api_key ON incidents (organization_id, api_key_id, created_at, id)
    WHERE api_key_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON api_keys TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
ALTER TABLE incidents DROP COLUMN api_key_id;
DROP TABLE api_keys;
"""
