"""Events as iCalendar text (RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from siems.domain.hours import Span

REFRESHED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """Something in a calendar. `id` stays the same as long as it is the same thing."""

    id: str
    span: Span
    title: str
    description: str


def icalendar_text(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """A calendar of these events, in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//SIEMS//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(_event(event, now))
    text: bytes = calendar.to_ical()
    return text


def _event(event: Event, now: datetime) -> CalendarEvent:
    written = CalendarEvent()
    written.add("uid", f"{event.id}@siems")
    written.add("dtstamp", now)
    written.add("dtstart", event.span.start)
    written.add("dtend", event.span.end)
    written.add("summary", event.title)
    written.add("description", event.description)
    written.add("transp", "TRANSPARENT")
    return written
