"""Addresses and moments, as the command line reads and writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from siems.cli.failures import Failure
from siems.cli.incident_texts import age, relative
from siems.cli.server_address import ServerAddress

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "relatively", "aged"),
    [
        (timedelta(), "just now", "just now"),
        (timedelta(seconds=59), "just now", "just now"),
        (timedelta(seconds=-59), "just now", "just now"),
        (timedelta(minutes=1), "1 min ago", "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min ago", "59 min"),
        (timedelta(hours=1), "1 hour ago", "1 hour"),
        (timedelta(hours=47), "1 day ago", "1 day"),
        (timedelta(days=400), "400 days ago", "400 days"),
        (timedelta(hours=-5), "in 5 hours", "just now"),
    ],
)
def test_moments_are_told_in_words(ago: timedelta, relatively: str, aged: str) -> None:
    moment = (NOW - ago).isoformat()
    assert (relative(moment, NOW), age(moment, NOW)) == (relatively, aged)


@pytest.mark.parametrize(
    ("text", "url", "stream", "is_open"),
    [
        ("https://siems.example.com", "https://siems.example.com", "wss://siems.example.com/graphql", False),
        ("https://Siems.Example.com/ops/graphql/", "https://siems.example.com/ops", None, False),
        ("http://10.0.0.7:8000/", "http://10.0.0.7:8000", "ws://10.0.0.7:8000/graphql", True),
        ("http://localhost.example.com", "http://localhost.example.com", None, True),
        ("http://127.0.0.1:8000/graphql", "http://127.0.0.1:8000", None, False),
        ("http://[::1]:8000", "http://[::1]:8000", "ws://[::1]:8000/graphql", False),
        ("http://localhost", "http://localhost", None, False),
    ],
)
def test_an_address_is_read_in_any_of_its_forms(text: str, url: str, stream: str | None, is_open: bool) -> None:
    address = ServerAddress.parse(text)
    assert (address.url, address.is_open_to_eavesdroppers) == (url, is_open)
    assert address.stream == (stream or address.stream)


@pytest.mark.parametrize(
    "text",
    ["", "siems.example.com", "ftp://x", "https://", "https://x:99999", "http://[", "https://u@x", "https://x/?a"],
)
def test_what_is_no_address_is_refused_before_anything_is_asked(text: str) -> None:
    with pytest.raises(Failure) as refused:
        ServerAddress.parse(text)
    assert refused.value.exit_code == 2
