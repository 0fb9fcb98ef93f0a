"""What full text search looks in: one document an incident, kept by triggers, so that no way of writing forgets it."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

# What a document holds is held twice: as English stems, and word for word for what is being typed and for names.
# Both leave out the same stop words, so that these leave the same gaps.
WORDS = """
CREATE TEXT SEARCH DICTIONARY siems_word (TEMPLATE = pg_catalog.simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION siems_words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION siems_words ALTER MAPPING REPLACE pg_catalog.simple WITH siems_word;
"""

TABLE = """
CREATE TABLE incident_search (
    incident_id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    document TSVECTOR NOT NULL,
    FOREIGN KEY (organization_id, incident_id) REFERENCES incidents (organization_id, id)
);
"""

# The stop word before each text is a gap that no phrase reaches across. A document holds at most a megabyte, which the
# bounds of the texts and the newest 60,000 characters of the comments stay below.
DOCUMENT = """
CREATE FUNCTION incident_document(title TEXT, description TEXT, resolution TEXT, comments TEXT) RETURNS TSVECTOR
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('pg_catalog.english', 'the ' || title), 'A')
        || setweight(to_tsvector('pg_catalog.english', 'the ' || coalesce(resolution, '')), 'B')
        || setweight(to_tsvector('pg_catalog.english', 'the ' || description), 'C')
        || setweight(to_tsvector('pg_catalog.english', 'the ' || coalesce(comments, '')), 'D')
        || setweight(to_tsvector('public.siems_words', 'the ' || title), 'A')
        || setweight(to_tsvector('public.siems_words', 'the ' || coalesce(resolution, '')), 'B')
        || setweight(to_tsvector('public.siems_words', 'the ' || description), 'C')
        || setweight(to_tsvector('public.siems_words', 'the ' || coalesce(comments, '')), 'D')
$$;

CREATE FUNCTION incident_comments(incident UUID) RETURNS TEXT
LANGUAGE sql STABLE AS $$
    SELECT left(string_agg(after ->> 'body', ' the ' ORDER BY sequence DESC), 60000)
    FROM public.incident_log WHERE subject_id = incident AND action = 'COMMENTED'
$$;
"""

TRIGGERS = """
CREATE FUNCTION search_incident() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.incident_search (incident_id, organization_id, document)
    VALUES (NEW.id, NEW.organization_id, public.incident_document(
        NEW.title, NEW.description, NEW.resolution, public.incident_comments(NEW.id)))
    ON CONFLICT (incident_id) DO UPDATE SET document = excluded.document;
    RETURN NULL;
END $$;

CREATE FUNCTION search_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.incident_search SET document = public.incident_document(
        title, description, resolution, public.incident_comments(NEW.subject_id))
    FROM public.incidents WHERE incidents.id = NEW.subject_id AND incident_id = NEW.subject_id;
    RETURN NULL;
END $$;

CREATE TRIGGER a_new_incident_is_searched AFTER INSERT ON incidents
    FOR EACH ROW EXECUTE FUNCTION search_incident();
CREATE TRIGGER an_edited_incident_is_searched AFTER UPDATE OF title, description, resolution ON incidents
    FOR EACH ROW WHEN (
        (OLD.title, OLD.description, OLD.resolution) IS DISTINCT FROM (NEW.title, NEW.description, NEW.resolution)
    ) EXECUTE FUNCTION search_incident();
CREATE TRIGGER a_comment_is_searched AFTER INSERT ON incident_log
    FOR EACH ROW WHEN (NEW.action = 'COMMENTED') EXECUTE FUNCTION search_comment();
"""

FILL = """
INSERT INTO incident_search (incident_id, organization_id, document)
    SELECT id, organization_id, incident_document(title, description, resolution, incident_comments(id)) FROM incidents;
CREATE INDEX incident_search_by_word ON incident_search USING gin (document);

GRANT SELECT, INSERT, UPDATE ON incident_search TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return WORDS + TABLE + DOCUMENT + TRIGGERS + FILL


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
DROP TRIGGER a_comment_is_searched ON incident_log;
DROP TRIGGER an_edited_incident_is_searched ON incidents;
DROP TRIGGER a_new_incident_is_searched ON incidents;
DROP FUNCTION search_comment, search_incident, incident_comments, incident_document;
DROP TABLE incident_search;
DROP TEXT SEARCH CONFIGURATION siems_words;
DROP TEXT SEARCH DICTIONARY siems_word;
"""
