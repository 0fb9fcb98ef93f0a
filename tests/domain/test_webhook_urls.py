"""Where webhooks may call, as far as one sees it from the address alone, and what is shown of it."""

import pytest

from siems.domain.webhook_urls import hint_of, problem_with_url

NOT_ONE = "This must be an address like https://example.com/siems."


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.com", None),
        ("https://example.com:8443/siems?to=1", None),
        ("https://[2001:db8::1]/", None),
        ("HTTPS://EXAMPLE.COM/", None),
        ("", NOT_ONE),
        ("example.com/siems", NOT_ONE),
        ("ftp://example.com/", NOT_ONE),
        ("https:///siems", NOT_ONE),
        ("https://example.com:port/", NOT_ONE),
        ("https://[::1/", NOT_ONE),
        (
            "http://example.com/",
            "This must begin with https://, so that nobody on the way reads or changes what is sent.",
        ),
        ("https://ada:pass@example.com/", "Leave out the user and the password: the signature shows who calls."),
        ("https://ada@example.com/", "Leave out the user and the password: the signature shows who calls."),
        ("https://example.com/#top", "Leave out what follows the #: it is never sent."),
        ("https://exämple.com/", "This must be written in ASCII, without spaces."),
        ("https://example.com/a\nb", "This must be written in ASCII, without spaces."),
        ("https://example.com/a\x00", "This must be written in ASCII, without spaces."),
        ("https://example.com/" + "a" * 2_000, "This has 2,020 characters; at most 2,000 are allowed."),
    ],
)
def test_a_webhook_calls_an_https_address(url: str, problem: str | None) -> None:
    assert problem_with_url(url, plain=False) == problem


def test_http_is_for_networks_that_the_operator_allows() -> None:
    assert problem_with_url("http://10.0.0.7:8080/siems", plain=True) is None


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("https://example.com", "https://example.com/"),
        ("https://example.com:8443/siems", "https://example.com:8443/…"),
        ("https://example.com/hooks/T0KEN?key=1", "https://example.com/hooks/…"),
        ("https://example.com/?key=1", "https://example.com/…"),
        ("https://example.com/" + "a" * 300 + "/b", "https://example.com/" + "a" * 178 + "/…"),
    ],
)
def test_the_hint_shows_the_host_and_how_the_path_begins(url: str, hint: str) -> None:
    assert hint_of(url) == hint
    assert len(hint) <= 200
