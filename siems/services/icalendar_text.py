"""Events as iCalendar text (RFC 5545)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, vText
from icalendar import Event as CalendarEvent

from siems.domain.hours import Span

REFRESHED_EVERY = timedelta(hours=1)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What no text of a calendar may contain (RFC 5545, section 3.1), and what readers take for the end of a line."""


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
    calendar.add("x-wr-calname", _text(name))  # it would not be escaped, as no X- property is
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
    written.add("summary", _text(event.title))
    written.add("description", _text(event.description))
    written.add("transp", "TRANSPARENT")
    return written


def _text(text: str) -> vText:
    return vText(_CONTROLS.sub(" ", text))
