"""What goes in and out: keys pinned to services, how people are reached, webhooks, and everything that is delivered."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

DEDUP_KEYS = """
DROP INDEX one_unresolved_incident_per_dedup_key;
CREATE UNIQUE INDEX one_unresolved_incident_per_dedup_key
    ON incidents (organization_id, dedup_key, coalesce(api_key_id, reporter_id))
    WHERE dedup_key IS NOT NULL AND status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS');
"""

TABLES = """
ALTER TABLE api_keys ADD COLUMN service_ids JSONB NOT NULL DEFAULT '[]';

CREATE TABLE contact_methods (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    channel VARCHAR(16) NOT NULL,
    name VARCHAR(100) NOT NULL,
    address BYTEA NOT NULL,
    hint VARCHAR(100) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    verified_at TIMESTAMPTZ,
    code_hash VARCHAR(64),
    code_expires_at TIMESTAMPTZ,
    code_failures SMALLINT NOT NULL DEFAULT 0,
    allowance_at TIMESTAMPTZ,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);
CREATE INDEX contact_methods_by_user ON contact_methods (organization_id, user_id) WHERE deleted_at IS NULL;

CREATE TABLE notification_settings (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    lowest_severities JSONB NOT NULL,
    quiet_from SMALLINT CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until SMALLINT CHECK (quiet_until BETWEEN 0 AND 1439),
    time_zone VARCHAR(64),
    CONSTRAINT one_setting_of_a_person UNIQUE (user_id),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL) AND (quiet_from IS NULL) = (time_zone IS NULL)),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);

CREATE TABLE notification_steps (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    urgency VARCHAR(16) NOT NULL,
    position SMALLINT NOT NULL,
    after_seconds INT NOT NULL CHECK (after_seconds >= 0),
    contact_method_id UUID NOT NULL,
    CONSTRAINT one_step_in_a_place UNIQUE (user_id, urgency, position),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, contact_method_id) REFERENCES contact_methods (organization_id, id)
);

CREATE TABLE webhooks (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    url BYTEA NOT NULL,
    hint VARCHAR(200) NOT NULL,
    actions JSONB NOT NULL,
    restricted BOOL NOT NULL,
    secret BYTEA NOT NULL,
    previous_secret BYTEA,
    previous_secret_until TIMESTAMPTZ,
    enabled BOOL NOT NULL,
    created_by_id UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    FOREIGN KEY (organization_id, created_by_id) REFERENCES users (organization_id, id)
);
CREATE UNIQUE INDEX one_webhook_of_a_name ON webhooks (organization_id, name) WHERE deleted_at IS NULL;

CREATE TABLE deliveries (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    urgency VARCHAR(16) NOT NULL,
    notification_id UUID,
    user_id UUID,
    contact_method_id UUID,
    webhook_id UUID,
    incident_id UUID,
    log_sequence INT,
    step SMALLINT,
    code BYTEA,
    state VARCHAR(16) NOT NULL,
    message_id UUID,
    attempts SMALLINT NOT NULL DEFAULT 0,
    reason TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    next_attempt_at TIMESTAMPTZ,
    lease_until TIMESTAMPTZ,
    ended_at TIMESTAMPTZ,
    UNIQUE (organization_id, id),
    CHECK ((contact_method_id IS NULL) <> (webhook_id IS NULL)),
    CHECK ((contact_method_id IS NULL) = (user_id IS NULL)),
    CHECK ((state = 'PENDING') = (next_attempt_at IS NOT NULL)),
    CHECK ((state = 'SENDING') = (lease_until IS NOT NULL)),
    CHECK ((state IN ('SENT', 'FAILED', 'CANCELLED')) = (ended_at IS NOT NULL)),
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id),
    FOREIGN KEY (organization_id, contact_method_id) REFERENCES contact_methods (organization_id, id),
    FOREIGN KEY (organization_id, webhook_id) REFERENCES webhooks (organization_id, id),
    FOREIGN KEY (organization_id, incident_id) REFERENCES incidents (organization_id, id)
);
CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE state = 'PENDING';
CREATE INDEX deliveries_in_hand ON deliveries (lease_until) WHERE state = 'SENDING';
CREATE INDEX deliveries_of_contact_method ON deliveries (contact_method_id) WHERE state IN ('PENDING', 'SENDING');
CREATE INDEX deliveries_of_webhook ON deliveries (webhook_id) WHERE state IN ('PENDING', 'SENDING');
CREATE INDEX deliveries_of_notification ON deliveries (notification_id);
CREATE INDEX deliveries_of_message ON deliveries (message_id);
CREATE INDEX deliveries_by_time ON deliveries (organization_id, created_at, id);
CREATE INDEX deliveries_failed ON deliveries (organization_id, created_at, id) WHERE state = 'FAILED';

CREATE TABLE used_links (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    user_id UUID NOT NULL,
    used_at TIMESTAMPTZ NOT NULL,
    FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id)
);

CREATE INDEX notifications_paging ON notifications (organization_id, user_id, created_at)
    WHERE kind IN ('ESCALATED', 'ASSIGNED');

GRANT SELECT, INSERT, UPDATE ON contact_methods, notification_settings, webhooks, deliveries TO siems_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON notification_steps TO siems_app;
GRANT SELECT, INSERT ON used_links TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return DEDUP_KEYS + TABLES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
    DROP INDEX notifications_paging;
    DROP TABLE used_links, deliveries, webhooks, notification_steps, notification_settings, contact_methods;
    ALTER TABLE api_keys DROP COLUMN service_ids;
    DROP INDEX one_unresolved_incident_per_dedup_key;
    CREATE UNIQUE INDEX one_unresolved_incident_per_dedup_key ON incidents (organization_id, dedup_key)
        WHERE dedup_key IS NOT NULL AND status IN ('OPEN', 'ASSIGNED', 'IN_PROGRESS');
    """
