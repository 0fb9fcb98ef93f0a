"""Addresses are checked before they are kept; what may be shown of them gives nothing away."""

import logging

import pytest

from siems.channels.addresses import NOT_EMAIL, NOT_NUMBER, checked_address
from siems.channels.apps import APPS, NOT_ALLOWED
from siems.domain.delivery import Channel

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
NATIVE_SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
TEAMS = "workflow://prod-1.westus.logic.azure.com:443/643e69f83c8944/SIG_abcdefghijkl"
SOMETHING = r"^."
NOT_PASSED_ON = "The URL has a parameter that SIEMS does not pass on"


@pytest.mark.parametrize(
    ("channel", "given", "kept", "hint"),
    [
        (Channel.EMAIL, " Dana.O'Neil+siems@EXAMPLE.com ", "Dana.O'Neil+siems@example.com", "D…@example.com"),
        (Channel.EMAIL, "a@bücher.example", "a@xn--bcher-kva.example", "a…@xn--bcher-kva.example"),
        (Channel.EMAIL, "root@localhost", "root@localhost", "r…@localhost"),
        (Channel.SMS, "+49 151 / 234-567 89", "+4915123456789", "+49…789"),
        (Channel.SMS, "0049 (151) 23456789", "+4915123456789", "+49…789"),
        (Channel.APP, SLACK, SLACK, "Slack"),
        (Channel.APP, NATIVE_SLACK, NATIVE_SLACK, "Slack"),
        (Channel.APP, f"{SLACK}/#ops?footer=no", f"{SLACK}/#ops?footer=no", "Slack"),
        (Channel.APP, TEAMS, TEAMS, "Teams at prod-1.westus.logic.azure.com"),
        (Channel.APP, "ntfy://a-secret-topic", "ntfy://a-secret-topic", "ntfy"),
        (
            Channel.APP,
            "NTFYS://u:pw@ntfy.example.org/topic",
            "NTFYS://u:pw@ntfy.example.org/topic",
            "ntfy at ntfy.example.org",
        ),
        (Channel.APP, "tgram://123456789:ABCdefghijkl123456789opqyz-xyz/12315544/", None, "Telegram"),
        (Channel.APP, "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", None, "Discord"),
        (Channel.APP, "pover://user@token", None, "Pushover"),
        (Channel.APP, "gotifys://push.example.org/token", None, "Gotify at push.example.org"),
        (Channel.APP, "mmosts://chat.example.org/tokeN123", None, "Mattermost at chat.example.org"),
        (Channel.APP, "matrixs://user:password@matrix.example.org/#room", None, "Matrix"),
        (Channel.APP, "rockets://user:pass@chat.example.org/#ops", None, "Rocket.Chat at chat.example.org"),
        (Channel.APP, "signals://api.example.org/+12345678901/+12345678902", None, "Signal at api.example.org"),
        (Channel.APP, "gchat://workspace/key/token", None, "Google Chat"),
    ],
)
def test_an_address_is_kept_in_one_way_of_writing_it(channel: Channel, given: str, kept: str | None, hint: str) -> None:
    assert checked_address(channel, given) == (kept or given, hint)


@pytest.mark.parametrize(
    "address",
    [
        *("", "dana", "@example.com", "dana@", "a b@example.com", "a..b@example.com", ".a@example.com"),
        *("dana@example.com\nBcc: eve@example.com", "dana@example.com\r\nRCPT TO:<eve@example.com>"),
        *("a@b.example,c@d.example", "a@b@c.example", "Dana <dana@example.com>", '"a b"@example.com', "ä@example.com"),
        *("a@127.0.0.1", "a@[127.0.0.1]", "a@-b.example", "a@b..example", f"{'a' * 65}@example.com"),
        f"a@{'b' * 64}.example",
        f"a@{'.'.join(['b' * 50] * 5)}",
    ],
)
def test_what_is_no_email_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=SOMETHING) as error:
        checked_address(Channel.EMAIL, address)
    assert str(error.value) == NOT_EMAIL


@pytest.mark.parametrize("number", ["", "110", "015123456789", "+0123456789", "+49", "+49151234567890123", "+49 151 x"])
def test_what_is_no_telephone_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=SOMETHING) as error:
        checked_address(Channel.SMS, number)
    assert str(error.value) == NOT_NUMBER


@pytest.mark.parametrize(
    "url",
    [
        *(
            "syslog://",
            "file:///etc/passwd",
            "dbus://",
            "gnome://",
            "windows://",
            "macosx://",
            "exec://ls",
            "blink1://",
        ),
        *("json://h", "jsons://h", "xml://h", "form://h", "apprise://h/token", "https://example.com/hook", "http://h"),
        *("mailto://a:b@example.com", "smpp://a:b@h", "mqtt://h", "rsyslog://h", "growl://h", "irc://h", "xmpp://h"),
        *("", "slack", "://", "http://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"),
    ],
)
def test_other_schemes_are_refused_and_the_error_names_those_allowed(url: str) -> None:
    with pytest.raises(ValueError, match=SOMETHING) as error:
        checked_address(Channel.APP, url)
    assert str(error.value) == NOT_ALLOWED
    assert [scheme for app in APPS for scheme in app.schemes if scheme not in NOT_ALLOWED] == []


@pytest.mark.parametrize(
    "query",
    [
        *("template=/etc/passwd", "TEMPLATE=/etc/passwd", "%74emplate=/etc/passwd", "to=x;template=/etc/passwd"),
        *("template=http://127.0.0.1/", "to=x?template=/etc/passwd", "verify=no", "redirect=yes", "rto=3600", "+X=y"),
    ],
)
@pytest.mark.parametrize("url", [SLACK, NATIVE_SLACK, TEAMS])
def test_a_url_cannot_read_files_follow_redirects_or_do_without_certificates(url: str, query: str) -> None:
    with pytest.raises(ValueError, match=NOT_PASSED_ON):
        checked_address(Channel.APP, f"{url}?{query}")


def test_a_refusal_repeats_nothing_of_the_url(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for url in (
            f"{SLACK}?s3cret=1",
            "slack://s3cret",
            "s3cret://x",
            f"{SLACK}\ns3cret",
            f"{SLACK}{'s3cret' * 400}",
        ):
            with pytest.raises(ValueError, match=SOMETHING) as error:
                checked_address(Channel.APP, url)
            assert "s3cret" not in str(error.value)
            assert "TIiajkdn" not in str(error.value)
    assert caplog.text == ""
