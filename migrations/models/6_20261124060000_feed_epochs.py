"""Feed epochs: which cluster each entry was written in, so that places of different clusters can be told apart."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

EPOCHS = """
CREATE TABLE feed_epochs (
    epoch INT PRIMARY KEY CHECK (epoch > 0),
    cluster VARCHAR(100) NOT NULL,
    nonce VARCHAR(32) NOT NULL UNIQUE,
    started_at TIMESTAMPTZ NOT NULL
);
GRANT SELECT, INSERT ON feed_epochs TO siems_app;

-- Waits until nobody is writing into the logs, and keeps them so until the end of the transaction. Whoever may only
-- insert into a table may not lock it like this, hence the definer's rights.
CREATE FUNCTION hold_the_logs() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    LOCK TABLE public.configuration_log, public.incident_log IN SHARE ROW EXCLUSIVE MODE;
END
$$;
REVOKE EXECUTE ON FUNCTION hold_the_logs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_the_logs() TO siems_app;
"""

LOGS = """
ALTER TABLE incident_log ADD COLUMN feed_epoch INT NOT NULL DEFAULT 1;
ALTER TABLE configuration_log ADD COLUMN feed_epoch INT NOT NULL DEFAULT 1;

DROP INDEX incident_log_feed;
DROP INDEX configuration_log_feed;
CREATE INDEX incident_log_feed ON incident_log (feed_epoch, feed_xid, id);
CREATE INDEX incident_log_feed_of_organization ON incident_log (organization_id, feed_epoch, feed_xid, id);
CREATE INDEX configuration_log_feed ON configuration_log (feed_epoch, feed_xid, id);
"""

CHECKPOINTS = """
ALTER TABLE checkpoints
    ADD COLUMN incident_epoch INT NOT NULL DEFAULT 1,
    ADD COLUMN configuration_epoch INT NOT NULL DEFAULT 1;
ALTER TABLE checkpoint_heads ADD COLUMN feed_epoch INT NOT NULL DEFAULT 1;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return EPOCHS + LOGS + CHECKPOINTS


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
ALTER TABLE checkpoint_heads DROP COLUMN feed_epoch;
ALTER TABLE checkpoints DROP COLUMN incident_epoch, DROP COLUMN configuration_epoch;
DROP INDEX incident_log_feed, incident_log_feed_of_organization, configuration_log_feed;
ALTER TABLE incident_log DROP COLUMN feed_epoch;
ALTER TABLE configuration_log DROP COLUMN feed_epoch;
CREATE INDEX incident_log_feed ON incident_log (feed_xid, id);
CREATE INDEX configuration_log_feed ON configuration_log (feed_xid, id);
DROP FUNCTION hold_the_logs();
DROP TABLE feed_epochs;
"""
