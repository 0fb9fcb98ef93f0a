"""Checks the address of a contact method before it is kept, and says what may be shown of it."""

import re
from typing import NamedTuple

from siems.channels.apps import app_of, hint_of
from siems.domain.delivery import Channel

LONGEST_EMAIL = 254
NOT_EMAIL = "This is not an e-mail address, such as dana@example.com."
NOT_NUMBER = "This is not a telephone number with its country, such as +49 151 23456789."
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164
_PUNCTUATION = str.maketrans("", "", " -./()\u00a0")


class CheckedAddress(NamedTuple):
    """An address as it is kept, sealed, and what may be shown of it."""

    address: str
    hint: str


def checked_address(channel: Channel, address: str) -> CheckedAddress:
    """The address in the one way it is written, and its hint. Raises ValueError with what is wrong, for people.

    The text of the error never repeats the address.
    """
    text = address.strip()
    if channel is Channel.EMAIL:
        return _email(text)
    if channel is Channel.SMS:
        return _number(text)
    app_of(text)
    return CheckedAddress(text, hint_of(text))


def _email(text: str) -> CheckedAddress:
    local, at, domain = text.rpartition("@")
    domain = _ascii(domain).lower()
    labels = domain.split(".")
    right = at and len(local) <= 64 and _LOCAL.fullmatch(local) and all(_LABEL.fullmatch(label) for label in labels)
    if not right or len(local) + 1 + len(domain) > LONGEST_EMAIL or labels[-1].isdigit():
        raise ValueError(NOT_EMAIL)
    return CheckedAddress(f"{local}@{domain}", f"{local[0]}…@{domain}"[:100])


def _ascii(domain: str) -> str:
    """The domain as mail servers know it; nothing if it is none."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""


def _number(text: str) -> CheckedAddress:
    number = text.translate(_PUNCTUATION)
    if number.startswith("00"):
        number = f"+{number[2:]}"
    if not _NUMBER.fullmatch(number):
        raise ValueError(NOT_NUMBER)
    return CheckedAddress(number, f"{number[:3]}…{number[-3:]}")
