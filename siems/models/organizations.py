"""Organizations, their teams, and what incidents are about: services and categories."""

from tortoise import Model, fields

from siems.models.base import OrganizationModel, new_id


class Organization(Model):
    """Whom everything else belongs to. A single-team install has one and never notices."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=100, unique=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "organizations"


class Team(OrganizationModel):
    """People who work incidents together, and the manager who answers for them."""

    name = fields.CharField(max_length=100)
    manager_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "teams"
        unique_together = (("organization_id", "name"),)


class TeamMember(OrganizationModel):
    """That a user belongs to a team."""

    team_id = fields.UUIDField()
    user_id = fields.UUIDField()

    class Meta:
        table = "team_members"
        unique_together = (("organization_id", "team_id", "user_id"),)


class Service(OrganizationModel):
    """Something the organization runs, and the team that owns it."""

    name = fields.CharField(max_length=100)
    description = fields.TextField(default="")
    team_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "services"
        unique_together = (("organization_id", "name"),)


class Category(OrganizationModel):
    """A kind of incident."""

    name = fields.CharField(max_length=100)
    created_at = fields.DatetimeField()

    class Meta:
        table = "categories"
        unique_together = (("organization_id", "name"),)
