"""Pauses, limits, and the words of messages. Exact, and by another opinion."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siems.domain.delivery import Urgency
from siems.domain.delivery_text import LINES, NAMED, Told, compose
from siems.domain.delivery_timing import Limit, pause

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ID = UUID(int=1)


class Drawn(Random):
    def __init__(self, value: float) -> None:
        super().__init__()
        self._value = value

    def random(self) -> float:
        return self._value


@pytest.mark.parametrize(
    ("attempts", "longest"),
    [(1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 320), (8, 640), (9, 900), (99, 900)],
)
def test_a_pause_doubles_up_to_a_quarter_of_an_hour_and_its_upper_half_is_by_chance(
    attempts: int, longest: int
) -> None:
    assert pause(attempts, Drawn(0)) == timedelta(seconds=longest / 2)
    assert pause(attempts, Drawn(1)) == timedelta(seconds=longest)


def test_whoever_asks_to_wait_is_waited_for_but_not_for_ever() -> None:
    assert pause(1, Drawn(0), MINUTE) == MINUTE
    assert pause(5, Drawn(1), MINUTE) == timedelta(seconds=80)
    assert pause(1, Drawn(0), timedelta(days=1)) == timedelta(hours=1)


@given(
    st.integers(1, 6),
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=1, max_size=60),
)
def test_no_window_of_time_ever_holds_more_than_the_limit_allows(
    burst: int, kept: int, asked: list[tuple[int, bool]]
) -> None:
    limit, now, steady = Limit(burst, MINUTE, kept), NOW, None
    sent: list[datetime] = []
    for seconds, page in asked:
        now += timedelta(seconds=seconds)
        opens = limit.opens_at(steady, now, page=page)
        if opens > now:
            assert limit.opens_at(steady, opens, page=page) <= opens
            continue
        sent.append(now)
        steady = limit.spent(steady, now)
    for first, at in enumerate(sent):
        for last in range(first, len(sent)):
            assert last - first + 1 <= burst + (sent[last] - at) // MINUTE


def test_information_alone_never_keeps_a_page_waiting() -> None:
    limit, steady, sent = Limit(), None, 0
    while limit.opens_at(steady, NOW, page=False) <= NOW:
        steady, sent = limit.spent(steady, NOW), sent + 1
    assert sent == 3
    assert limit.opens_at(steady, NOW, page=False) == NOW + MINUTE
    assert limit.opens_at(steady, NOW, page=True) <= NOW


def told(number: int) -> Told:
    url = f"https://siems.example.com/incidents/INC-{number}"
    return Told(UUID(int=number), f"INC-{number}", f"Disk {number}", "HIGH", "OPEN", "Ada reported it", url)


def test_a_message_about_one_is_threaded_by_it_and_one_about_many_is_not() -> None:
    one = compose(ID, [told(7)], Urgency.INFORMATION, None)
    assert (one.subject, one.thread) == ("INC-7 HIGH: Disk 7", UUID(int=7))
    twice = compose(ID, [told(7), told(7)], Urgency.INFORMATION, None)
    assert (twice.subject, twice.thread) == ("2 times INC-7", UUID(int=7))
    many = compose(ID, [told(1), told(2)], Urgency.PAGE, "https://x/a")
    assert (many.subject, many.thread) == ("Page: 2 incidents: INC-1, INC-2", None)
    assert many.body == (
        "2 incidents:\n\n"
        "- INC-1 HIGH: Disk 1. Ada reported it. https://siems.example.com/incidents/INC-1\n"
        "- INC-2 HIGH: Disk 2. Ada reported it. https://siems.example.com/incidents/INC-2\n\n"
        "Acknowledge: https://x/a\n"
    )


def test_a_message_about_very_many_has_so_many_lines_and_names_the_others() -> None:
    message = compose(ID, [told(number) for number in range(1, 1001)], Urgency.PAGE, None)
    lines = message.body.splitlines()
    assert message.subject == "Page: 1000 incidents: INC-1, INC-2, INC-3 and 997 more"
    assert [line for line in lines if line.startswith("- ")][-1].startswith(f"- INC-{LINES} HIGH")
    assert lines[-1].startswith("and 980 more: INC-21, INC-22, ")
    assert lines[-1].endswith(f"INC-{LINES + NAMED}, ...")


def test_a_subject_is_one_line_whatever_the_title() -> None:
    nasty = Told(ID, "INC-1", "Disk\r\nBcc: everybody@example.com", "HIGH", "OPEN", "", "")
    assert compose(ID, [nasty], Urgency.PAGE, None).subject == "Page: INC-1 HIGH: Disk Bcc: everybody@example.com"
