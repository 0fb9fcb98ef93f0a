"""What people can do, and what services and categories ask for."""

from tortoise import fields

from siems.models.base import OrganizationModel


class Skill(OrganizationModel):
    """Something that one can be good at."""

    name = fields.CharField(max_length=100)
    created_at = fields.DatetimeField()

    class Meta:
        table = "skills"
        unique_together = (("organization_id", "name"),)


class UserSkill(OrganizationModel):
    """How good a person is at something: 1 (knows of it) to 5 (others ask them)."""

    user_id = fields.UUIDField()
    skill_id = fields.UUIDField()
    level = fields.SmallIntField()

    class Meta:
        table = "user_skills"
        unique_together = (("organization_id", "user_id", "skill_id"),)


class RequiredSkill(OrganizationModel):
    """What incidents about a service, or of a category, ask of whoever works them: one of the two is set."""

    service_id = fields.UUIDField(null=True)
    category_id = fields.UUIDField(null=True)
    skill_id = fields.UUIDField()
    level = fields.SmallIntField()

    class Meta:
        table = "required_skills"
