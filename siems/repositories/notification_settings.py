"""What people want to be told, when, and in which steps."""

from collections.abc import Sequence
from uuid import UUID

from siems.domain.delivery import Urgency
from siems.models import NotificationSetting, NotificationStep
from siems.models.base import new_id
from siems.repositories.base import Repository

Step = tuple[UUID, int]
"""A contact method, and how many seconds after the person was told it is used."""


class NotificationSettingRepository(Repository[NotificationSetting]):
    model = NotificationSetting
    noun = "setting"

    async def of_person(self, user_id: UUID) -> NotificationSetting:
        """What the person has said; if that is nothing, a setting that says so and is not stored."""
        return await self._rows().get_or_none(user_id=user_id) or NotificationSetting(
            id=new_id(), organization_id=self._organization_id, user_id=user_id, lowest_severities={}
        )

    async def put(self, setting: NotificationSetting) -> None:
        """Stores what the person, whose row is locked, has said."""
        columns = ("lowest_severities", "quiet_from", "quiet_until", "time_zone")
        known = await self._rows().filter(user_id=setting.user_id).exists()
        await (self.store(setting, *columns) if known else self.insert(setting))


class NotificationStepRepository(Repository[NotificationStep]):
    model = NotificationStep
    noun = "step"

    async def of_person(self, user_id: UUID) -> list[NotificationStep]:
        """The person's steps, those for pages first, each in their order."""
        rows = await self._rows().filter(user_id=user_id).order_by("urgency", "position")
        return sorted(rows, key=lambda step: step.urgency is not Urgency.PAGE)

    async def leave_out(self, user_id: UUID, contact_method_id: UUID) -> None:
        """Takes out the steps that use this contact method of the person, whose row is locked. What is first then comes
        as early as what was first before: nobody is told later because something is gone."""
        steps = await self.of_person(user_id)
        for urgency in {step.urgency for step in steps if step.contact_method_id == contact_method_id}:
            before = [step for step in steps if step.urgency is urgency]
            rest = [step for step in before if step.contact_method_id != contact_method_id]
            earlier = rest[0].after_seconds - before[0].after_seconds if rest else 0
            kept = [(step.contact_method_id, step.after_seconds - earlier) for step in rest]
            await self.replace(user_id, urgency, kept)

    async def replace(self, user_id: UUID, urgency: Urgency, steps: Sequence[Step]) -> None:
        """Gives the person, whose row is locked, these steps in place of those before."""
        await self._rows().filter(user_id=user_id, urgency=urgency).delete()
        for position, (contact_method_id, after_seconds) in enumerate(steps):
            await self.insert(
                NotificationStep(
                    organization_id=self._organization_id,
                    user_id=user_id,
                    urgency=urgency,
                    position=position,
                    after_seconds=after_seconds,
                    contact_method_id=contact_method_id,
                )
            )
