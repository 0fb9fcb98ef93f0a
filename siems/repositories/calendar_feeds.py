"""Where calendar programs read shifts."""

from uuid import UUID

from siems.models import CalendarFeed
from siems.models.api_keys import LAST_USED_TO
from siems.repositories.base import Repository, Transaction


class CalendarFeedRepository(Repository[CalendarFeed]):
    model = CalendarFeed
    noun = "calendar feed"

    async def of_person(self, user_id: UUID) -> list[CalendarFeed]:
        """The person's feeds, the newest first, those that no longer work among them."""
        return await self._rows().filter(user_id=user_id).order_by("-created_at", "-id")

    async def count_working(self, user_id: UUID) -> int:
        """How many feeds of the person are not revoked."""
        return await self._rows().filter(user_id=user_id, revoked_at=None).count()

    async def create(self, user_id: UUID, schedule_id: UUID | None, token_hash: str) -> CalendarFeed:
        return await self.insert(
            CalendarFeed(
                organization_id=self._organization_id,
                user_id=user_id,
                schedule_id=schedule_id,
                token_hash=token_hash,
                created_at=self._transaction.now,
            )
        )

    async def touch(self, feed: CalendarFeed) -> None:
        """Notes that the feed was read now, unless that was noted within the last minute."""
        now = self._transaction.now
        if feed.last_used_at is None or feed.last_used_at <= now - LAST_USED_TO:
            feed.last_used_at = now
            await self.store(feed, "last_used_at")


class CalendarTokenRepository:
    """Feeds of all organizations: whoever reads one shows its secret, and says no more."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def feed(self, token_hash: str) -> CalendarFeed | None:
        """The feed with this hash that is not revoked, whosever it is."""
        rows = CalendarFeed.filter(token_hash=token_hash, revoked_at=None)
        return await rows.using_db(self._transaction.connection).get_or_none()
