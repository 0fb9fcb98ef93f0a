"""What may stand in a text field. Checks collect every violation of an input before it is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from siems.domain.errors import ValidationFailed, Violation


@dataclass(frozen=True)
class TextRule:
    """The bounds of one kind of text, in characters after trimming, if it is trimmed."""

    longest: int
    required: bool = False
    one_line: bool = False
    as_given: bool = False
    """Not trimmed, since spaces at its ends mean something."""


TITLE = TextRule(longest=200, required=True, one_line=True)
DESCRIPTION = TextRule(longest=20_000)
COMMENT = TextRule(longest=20_000, required=True)
RESOLUTION = TextRule(longest=5_000, required=True)
REASON = TextRule(longest=1_000)
POSTMORTEM = TextRule(longest=50_000, required=True, as_given=True)
NAME = TextRule(longest=100, required=True, one_line=True)
DEDUP_KEY = TextRule(longest=255, one_line=True)
KNOWN_BY = TextRule(longest=255, required=True, one_line=True)
"""A dedup key that says which incident is meant."""
HALF_A_PAIR = "This contains half of a surrogate pair, which is not a character."


@dataclass
class Checks:
    """Collects the violations of one input.

    ::

        checks = Checks()
        title = checks.text("title", title, TITLE)
        checks.done()
    """

    violations: list[Violation] = field(default_factory=list)

    def text(self, name: str, value: str | None, rule: TextRule) -> str:
        """The trimmed text ("" for None), or as it was given; notes what breaks `rule`."""
        text = (value or "") if rule.as_given else (value or "").strip()
        if problem := problem_with(text, rule):
            self.violations.append(Violation((name,), problem))
        return text

    def optional_text(self, name: str, value: str | None, rule: TextRule) -> str | None:
        """Like `text`, with None for a text that is absent or blank."""
        return self.text(name, value, rule) or None

    def texts(self, name: str, values: Sequence[str], rule: TextRule, most: int) -> list[str]:
        """The trimmed texts of a list; notes what breaks `rule`, by its place, and if there are more than `most`."""
        if len(values) > most:
            self.violations.append(Violation((name,), f"These are {len(values)}; at most {most} are allowed."))
        texts = [value.strip() for value in values]
        problems = [(place, problem_with(text, rule)) for place, text in enumerate(texts)]
        self.violations += [Violation((name, str(place)), problem) for place, problem in problems if problem]
        return texts

    def done(self) -> None:
        """Raises ValidationFailed with everything noted so far, if anything was."""
        if self.violations:
            raise ValidationFailed(self.violations)


def storable(text: str) -> bool:
    """True if PostgreSQL can hold the text, or compare anything with it."""
    return "\x00" not in text and not has_half_a_pair(text)


def has_half_a_pair(text: str) -> bool:
    """True if the text holds half of a surrogate pair, which no encoding can express."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def problem_with(text: str, rule: TextRule) -> str | None:
    """What breaks the rule, if anything does."""
    if not text.strip():
        return "This must not be empty." if rule.required else None
    if len(text) > rule.longest:
        return f"This has {len(text)} characters; at most {rule.longest} are allowed."
    if "\x00" in text:
        return "This contains a NUL character (U+0000), which cannot be stored."
    if has_half_a_pair(text):
        return HALF_A_PAIR
    if rule.one_line and any(char in "\r\n\u2028\u2029" for char in text):
        return "This must be a single line."
    return None
