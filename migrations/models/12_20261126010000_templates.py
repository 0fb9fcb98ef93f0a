"""Incident templates in versions, and what an incident that is made from one keeps of it."""

from tortoise import BaseDBAsyncClient

RUN_IN_TRANSACTION = True

TABLES = """
CREATE TABLE incident_templates (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    name VARCHAR(100) NOT NULL,
    version INT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    UNIQUE (organization_id, id)
);
CREATE UNIQUE INDEX one_incident_template_of_a_name ON incident_templates (organization_id, name)
    WHERE deleted_at IS NULL;

CREATE TABLE incident_template_versions (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    template_id UUID NOT NULL,
    version INT NOT NULL CHECK (version > 0),
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    severity SMALLINT NOT NULL CHECK (severity BETWEEN 1 AND 4),
    category_id UUID,
    service_id UUID,
    required_skills JSONB NOT NULL,
    checklist JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (organization_id, id),
    CONSTRAINT one_template_version_of_a_number UNIQUE (template_id, version),
    FOREIGN KEY (organization_id, template_id) REFERENCES incident_templates (organization_id, id),
    FOREIGN KEY (organization_id, category_id) REFERENCES categories (organization_id, id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
);

CREATE TABLE checklist_items (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES organizations (id),
    incident_id UUID NOT NULL,
    position SMALLINT NOT NULL CHECK (position > 0),
    text VARCHAR(200) NOT NULL,
    ticked_at TIMESTAMPTZ,
    ticked_by_id UUID,
    UNIQUE (organization_id, id),
    UNIQUE (incident_id, position),
    CHECK ((ticked_at IS NULL) = (ticked_by_id IS NULL)),
    FOREIGN KEY (organization_id, incident_id) REFERENCES incidents (organization_id, id),
    FOREIGN KEY (organization_id, ticked_by_id) REFERENCES users (organization_id, id)
);

ALTER TABLE incidents
    ADD COLUMN template_version_id UUID,
    ADD COLUMN required_skills JSONB NOT NULL DEFAULT '{}',
    ADD FOREIGN KEY (organization_id, template_version_id)
        REFERENCES incident_template_versions (organization_id, id);

GRANT SELECT, INSERT, UPDATE ON incident_templates, checklist_items TO siems_app;
GRANT SELECT, INSERT ON incident_template_versions TO siems_app;
"""


async def upgrade(db: BaseDBAsyncClient) -> str:
    return TABLES


async def downgrade(db: BaseDBAsyncClient) -> str:
    return """
ALTER TABLE incidents DROP COLUMN template_version_id, DROP COLUMN required_skills;
DROP TABLE checklist_items, incident_template_versions, incident_templates;
"""
