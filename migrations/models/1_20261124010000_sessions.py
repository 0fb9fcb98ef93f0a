"""Sessions and the refresh tokens that renew them."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    ended_because VARCHAR(16)
        CHECK (ended_because IN ('LOGGED_OUT', 'STOLEN', 'PASSWORD_SET', 'DEACTIVATED')),
    source_address VARCHAR(64),
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    CONSTRAINT an_ended_session_says_why CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);
CREATE INDEX live_sessions_by_user ON sessions (organization_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_end ON sessions (least(expires_at, ended_at));

CREATE TABLE refresh_tokens (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    session_id UUID NOT NULL,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    issued_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ,
    FOREIGN KEY (organization_id, session_id) REFERENCES sessions (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (organization_id, session_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, refresh_tokens TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return "DROP TABLE refresh_tokens, sessions;"
