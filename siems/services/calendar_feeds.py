"""Calendar feeds: shifts as iCalendar (RFC 5545), at an address that is a secret."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from siems.domain.callers import Caller
from siems.domain.errors import NotFound, ValidationFailed
from siems.domain.hours import DAY, Span
from siems.domain.log import ConfigurationAction, SubjectKind
from siems.domain.on_call import Schedule, timeline
from siems.domain.users import Power
from siems.models import CalendarFeed, OnCallSchedule, User
from siems.repositories.on_call import people_of
from siems.repositories.unit_of_work import UnitOfWork, UnitsOfWork
from siems.security import calendar_token, token_hash
from siems.services import configuration
from siems.services.icalendar_text import Event, icalendar_text
from siems.services.offices import still_in_office
from siems.services.on_call import MOST_TURNS, Plan, count_turns

MOST_FEEDS = 20
SHOWN = ((30, 180), (7, 30), (1, 7))
"""How many days before and after today (in UTC) a feed shows: the first of these that has no more than MOST_TURNS."""
_AROUND = timedelta(days=400)
"""How far overrides and absences are looked for beyond that. No turn and no override is longer than a year."""
_CLOCKS_CHANGE = timedelta(days=2)


@dataclass(frozen=True)
class IssuedFeed:
    """A new feed, and the secret of its address, which is never to be had again."""

    row: CalendarFeed
    token: str
    url: str
    """Where calendar programs find it: the token is a part of that."""


class CalendarFeedService:
    """Everybody has feeds of their own, which end with their account; an admin may end anybody's."""

    def __init__(self, units: UnitsOfWork, public_url: str) -> None:
        self._units = units
        self._public_url = public_url

    async def all(self, caller: Caller) -> list[CalendarFeed]:
        """The caller's own, the newest first."""
        caller.user.must(Power.SEE_DIRECTORY)
        async with self._units.of(caller.user.organization_id) as work:
            return await work.calendar_feeds.of_person(caller.user.id)

    async def create(self, caller: Caller, schedule_id: UUID | None = None) -> IssuedFeed:
        """A feed of the caller's own shifts in all schedules, or of everybody's in one."""
        caller.user.must(Power.SEE_DIRECTORY)
        token = calendar_token()
        async with self._units.of(caller.user.organization_id) as work:
            await work.users.keep_in_office()  # before the row lock: see there
            await still_in_office(work, caller)
            user = await work.users.get_locked(caller.user.id, "userId")
            schedule = None if schedule_id is None else await work.on_call_schedules.get(schedule_id, "scheduleId")
            if await work.calendar_feeds.count_working(user.id) >= MOST_FEEDS:
                message = f"You have {MOST_FEEDS} feeds, which is all that one may have. Revoke some of them."
                raise ValidationFailed.of("scheduleId", message)
            feed = await work.calendar_feeds.create(user.id, schedule_id, token_hash(token))
            added = ConfigurationAction.CALENDAR_FEED_ADDED
            await configuration.log(work, caller, SubjectKind.USER, user, added, {}, _logged(feed, schedule))
        return IssuedFeed(feed, token, f"{self._public_url}/calendars/{token}.ics")

    async def revoke(self, caller: Caller, feed_id: UUID, reason: str | None = None) -> CalendarFeed:
        """Ends a feed at once and for ever."""
        caller.user.must(Power.SEE_DIRECTORY)
        reason = configuration.checked_reason(reason)
        async with self._units.of(caller.user.organization_id) as work:
            feed = await work.calendar_feeds.get_locked(feed_id, "calendarFeedId")
            if feed.user_id != caller.user.id and not caller.user.may(Power.ADMINISTER):
                raise NotFound(work.calendar_feeds.noun, "calendarFeedId")
            if feed.revoked_at is not None:
                raise ValidationFailed.of("calendarFeedId", "This feed is revoked already.")
            feed.revoked_at = work.now
            await work.calendar_feeds.store(feed, "revoked_at")
            owner = await work.users.get(feed.user_id, "userId")
            schedule = None if feed.schedule_id is None else await work.on_call_schedules.find(feed.schedule_id)
            before, revoked = _logged(feed, schedule), ConfigurationAction.CALENDAR_FEED_REVOKED
            await configuration.log(work, caller, SubjectKind.USER, owner, revoked, before, {}, reason)
        return feed

    async def calendar(self, token: str) -> bytes | None:
        """What stands at a feed's address. None for a token that is nobody's, is revoked, whose owner is deactivated
        or whose schedule is deleted: which of them is never said."""
        async with self._units.across_organizations() as installation:
            feed = await installation.calendar_tokens.feed(token_hash(token))
        if feed is None:
            return None
        async with self._units.of(feed.organization_id) as work:
            owner = await work.users.active(feed.user_id)
            schedules = await _schedules(work, feed)
            if owner is None or schedules is None:
                return None
            only = None if feed.schedule_id is not None else owner.id
            name = f"On call: {owner.name if only else schedules[0].name}"
            events = await _events(work, schedules, only)
            await work.calendar_feeds.touch(feed)  # last, so that revoking it does not wait for the rest
        # Thousands of shifts take a second: nobody else waits for that, nor is a transaction open.
        return await asyncio.to_thread(icalendar_text, name, events, work.now)


def _shown(now: datetime, schedules: Collection[Schedule]) -> Span:
    """Whole days: what moved with every second would never be unchanged."""
    today = datetime.combine(now.date(), time(), now.tzinfo)
    spans = [Span(today - DAY * behind, today + DAY * (1 + ahead)) for behind, ahead in SHOWN]
    return next((span for span in spans if count_turns(schedules, span) <= MOST_TURNS), spans[-1])


async def _schedules(work: UnitOfWork, feed: CalendarFeed) -> list[OnCallSchedule] | None:
    """What the feed is about; None if that is gone."""
    if feed.schedule_id is None:
        return await work.on_call_schedules.by_name()
    schedule = await work.on_call_schedules.find(feed.schedule_id)
    return None if schedule is None or schedule.deleted_at is not None else [schedule]


async def _plans(work: UnitOfWork, rows: Collection[OnCallSchedule], only: UUID | None) -> tuple[Span, list[Plan]]:
    """What is shown, and what those of the schedules that name this person (None: all) say. Every shift that touches
    what is shown is whole."""
    first, last = (DAY * days for days in SHOWN[0])
    widest = Span(work.now - first - _AROUND, work.now + last + _AROUND)
    schedules = await work.on_call_schedules.as_domain(rows, widest)
    named = [row for row in rows if only is None or only in people_of([schedules[row.id]])]
    away = await work.on_call_schedules.away(people_of([schedules[row.id] for row in named]), widest)
    shown = _shown(work.now, [schedules[row.id] for row in named])

    def planned() -> list[Plan]:
        return [Plan(row, timeline(schedules[row.id], _around(schedules[row.id], shown), away)) for row in named]

    return shown, await asyncio.to_thread(planned)  # for the reason that `services.on_call.plans` gives


def _around(schedule: Schedule, shown: Span) -> Span:
    """All that any turn or override covers that touches `shown`."""
    longest = max((layer.rotation.lasts for layer in schedule.layers), default=timedelta()) + _CLOCKS_CHANGE
    spans = [override.span for override in schedule.overrides if override.span.within(shown)]
    return Span(
        min([shown.start - longest, *(span.start for span in spans)]),
        max([shown.end + longest, *(span.end for span in spans)]),
    )


async def _events(work: UnitOfWork, rows: Collection[OnCallSchedule], only: UUID | None) -> list[Event]:
    """The shifts that touch what is shown, of one person or of all; for all, the gaps too."""
    shown, found = await _plans(work, rows, only)
    people = await work.users.by_ids(list({shift.user_id for plan in found for shift in plan.timeline.shifts}))
    teams = await work.teams.by_ids([plan.row.team_id for plan in found])
    events = []
    for plan in found:
        row, about = plan.row, f"Team: {teams[plan.row.team_id].name}"
        for shift in plan.timeline.shifts:
            if shift.span.within(shown) and only in (None, shift.user_id):
                title = f"On call: {row.name}" + ("" if only else f" ({_name(people, shift.user_id)})")
                events.append(Event(f"{row.id}-{shift.span.start:%Y%m%dT%H%M%SZ}", shift.span, title, about))
        for gap in plan.timeline.gaps if only is None else ():
            if span := gap.span.within(shown):
                # One that was there before may have no beginning: it is the same event on every day all the same.
                since = f"{span.start:%Y%m%dT%H%M%SZ}" if gap.span.start >= shown.start else "before"
                events.append(Event(f"{row.id}-gap-{since}", span, f"Nobody on call: {row.name}", about))
    return events


def _name(people: dict[UUID, User], id: UUID) -> str:
    return people[id].name


def _logged(feed: CalendarFeed, schedule: OnCallSchedule | None) -> dict[str, object]:
    said = None if schedule is None else {"id": str(schedule.id), "name": schedule.name}
    return {"calendar_feed": {"id": str(feed.id)}, "schedule": said}
