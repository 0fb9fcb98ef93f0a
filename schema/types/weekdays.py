"""Hours that come again every week, as the API shows and takes them."""

from collections.abc import Sequence
from enum import Enum

import strawberry

from siems.domain.hours import Window
from siems.services.weekly_hours import WindowDraft


@strawberry.enum(description="A day of the week.")
class Weekday(Enum):
    MONDAY = strawberry.enum_value(0, description="The first day of the week.")
    TUESDAY = strawberry.enum_value(1, description="The second day.")
    WEDNESDAY = strawberry.enum_value(2, description="The third day.")
    THURSDAY = strawberry.enum_value(3, description="The fourth day.")
    FRIDAY = strawberry.enum_value(4, description="The fifth day.")
    SATURDAY = strawberry.enum_value(5, description="The sixth day.")
    SUNDAY = strawberry.enum_value(6, description="The last day of the week.")


_WEEKDAYS = "The days on which it starts."
_STARTS_AT = 'A time of day, "00:00" to "23:59".'
_ENDS_AT = "Just before this time of day; if that is no later than the start, on the next day."


@strawberry.type(description="The same hours on some weekdays, by local time.")
class WeeklyWindow:
    weekdays: list[Weekday] = strawberry.field(description=_WEEKDAYS)
    starts_at: str = strawberry.field(description=_STARTS_AT)
    ends_at: str = strawberry.field(description=_ENDS_AT)


@strawberry.input(description="The same hours on some weekdays, by local time.")
class WeeklyWindowInput:
    weekdays: list[Weekday] = strawberry.field(description=f"{_WEEKDAYS} At least one.")
    starts_at: str = strawberry.field(description=_STARTS_AT)
    ends_at: str = strawberry.field(description=_ENDS_AT)


def numbers_of(weekdays: Sequence[Weekday]) -> list[int]:
    """As the domain counts them: Monday is 0."""
    week = list(Weekday)
    return [week.index(weekday) for weekday in weekdays]


def window_draft_of(input: WeeklyWindowInput) -> WindowDraft:
    return WindowDraft(numbers_of(input.weekdays), input.starts_at, input.ends_at)


def weekly_windows_of(windows: Sequence[Window]) -> list[WeeklyWindow]:
    return [
        WeeklyWindow(
            weekdays=[Weekday(day) for day in sorted(window.weekdays)],
            starts_at=f"{window.starts_at:%H:%M}",
            ends_at=f"{window.ends_at:%H:%M}",
        )
        for window in windows
    ]
