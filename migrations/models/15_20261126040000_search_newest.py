"""Searches that look at documents alone: which are restricted stands beside them, and the newest can be read first."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLE = """
ALTER TABLE incident_search ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT false;
UPDATE incident_search SET restricted = true FROM incidents WHERE id = incident_id AND incidents.restricted;
ALTER TABLE incident_search ALTER COLUMN restricted DROP DEFAULT;
CREATE INDEX incident_search_newest ON incident_search (organization_id, incident_id);
"""

TRIGGERS = """
CREATE OR REPLACE FUNCTION search_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.incident_search (incident_id, organization_id, restricted, document)
    VALUES (NEW.id, NEW.organization_id, NEW.restricted, public.incident_document(
        NEW.title, NEW.description, NEW.resolution, public.incident_comments(NEW.id)))
    ON CONFLICT (incident_id) DO UPDATE SET restricted = excluded.restricted, document = excluded.document;
    RETURN NULL;
END $$;

DROP TRIGGER an_edited_incident_is_searched ON incidents;
CREATE TRIGGER an_edited_incident_is_searched AFTER UPDATE OF title, description, resolution, restricted ON incidents
    FOR EACH ROW WHEN (
        (OLD.title, OLD.description, OLD.resolution, OLD.restricted)
        IS DISTINCT FROM (NEW.title, NEW.description, NEW.resolution, NEW.restricted)
    ) EXECUTE FUNCTION search_incident();
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLE + TRIGGERS


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TRIGGER an_edited_incident_is_searched ON incidents;
CREATE TRIGGER an_edited_incident_is_searched AFTER UPDATE OF title, description, resolution ON incidents
    FOR EACH ROW WHEN (
        (OLD.title, OLD.description, OLD.resolution) IS DISTINCT FROM (NEW.title, NEW.description, NEW.resolution)
    ) EXECUTE FUNCTION search_incident();
CREATE OR REPLACE FUNCTION search_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.incident_search (incident_id, organization_id, document)
    VALUES (NEW.id, NEW.organization_id, public.incident_document(
        NEW.title, NEW.description, NEW.resolution, public.incident_comments(NEW.id)))
    ON CONFLICT (incident_id) DO UPDATE SET document = excluded.document;
    RETURN NULL;
END $$;
DROP INDEX incident_search_newest;
ALTER TABLE incident_search DROP COLUMN restricted;
"""
