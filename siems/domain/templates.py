"""Texts with placeholders, as incident templates have them: reading them and filling them in. No I/O.

A placeholder is `{{name}}`: letters (A-Z, a-z), digits and _ between two braces on each side. Capitals are other
letters. `{{` stands nowhere else in a template; in a value it may, since what is filled in is not read again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from siems.domain.errors import Violation
from siems.domain.text import DESCRIPTION, TITLE, Checks, TextRule, problem_with

MOST_PLACEHOLDERS = 50
"""In one template."""
VALUE = TextRule(longest=DESCRIPTION.longest)
VALUE_IN_TITLE = TextRule(longest=DESCRIPTION.longest, one_line=True)
_PLACEHOLDER = re.compile(r"\{\{([A-Za-z0-9_]{1,50})\}\}")
_LIKE_THIS = "One looks like {{host}}: at most 50 letters (a to z), digits and _, without spaces."
_MOST_NAMED = 10
"""Of unknown names, in a message."""


@dataclass(frozen=True)
class Wording:
    """A text with placeholders: `names` stand between the `literals`, of which there is one more."""

    literals: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Wording":
        parts = _PLACEHOLDER.split(text)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    @property
    def problem(self) -> str | None:
        """What is wrong with the placeholders, if anything is."""
        at = 1
        for literal, name in zip(self.literals, (*self.names, ""), strict=True):
            if (place := literal.find("{{")) >= 0:
                return f"At character {at + place} there are two braces that begin no placeholder. {_LIKE_THIS}"
            at += len(literal) + len(name) + 4
        return None

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with a value in the place of each name. Values are taken as they are, whatever stands in them."""
        first, *others = self.literals
        return first + "".join(values[name] + literal for name, literal in zip(self.names, others, strict=True))

    def length(self, values: Mapping[str, str]) -> int:
        """Of the filled text, without making it."""
        return sum(map(len, self.literals)) + sum(len(values[name]) for name in self.names)


@dataclass(frozen=True)
class TemplateTexts:
    """The title and the description of a template."""

    title: str
    description: str

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Each once, in the order in which they stand there, those of the title first."""
        return tuple(dict.fromkeys((*Wording.read(self.title).names, *Wording.read(self.description).names)))

    def check(self, checks: Checks) -> None:
        """Notes what is wrong with the placeholders."""
        for name, text in (("title", self.title), ("description", self.description)):
            if problem := Wording.read(text).problem:
                checks.violations.append(Violation((name,), problem))
        if (count := len(self.placeholders)) > MOST_PLACEHOLDERS:
            message = f"The template has {count} placeholders; at most {MOST_PLACEHOLDERS} are allowed."
            checks.violations.append(Violation(("description",), message))

    def filled(
        self, checks: Checks, given: Sequence[tuple[str, str]], title: str | None, description: str | None
    ) -> tuple[str, str]:
        """Title and description with the given values, by name, in their places.

        `title` and `description`, if there are any, are taken instead, as they are. Notes what is wrong with the
        values; a text that cannot be filled is left as it is.
        """
        used = {} if title is not None else {"title": Wording.read(self.title)}
        used |= {} if description is not None else {"description": Wording.read(self.description)}
        before = len(checks.violations)
        values = self._values(checks, given, used["title"].names if "title" in used else ())
        needed = {name for wording in used.values() for name in wording.names}
        if missing := [name for name in self.placeholders if name in needed and name not in values]:
            checks.violations.append(Violation(("values",), f"A value is missing for: {', '.join(missing)}."))
        if len(checks.violations) == before:
            texts = {name: _filled(checks, name, wording, values) for name, wording in used.items()}
            title, description = texts.get("title", title), texts.get("description", description)
        return self.title if title is None else title, self.description if description is None else description

    def _values(self, checks: Checks, given: Sequence[tuple[str, str]], in_title: Sequence[str]) -> dict[str, str]:
        """The values by name. Notes what cannot be one, or is for nothing."""
        values: dict[str, str] = {}
        known = self.placeholders
        for place, (name, value) in enumerate(given):
            if name in values:
                checks.violations.append(Violation(("values", str(place), "name"), "This has a value already."))
            if problem := problem_with(value, VALUE_IN_TITLE if name in in_title else VALUE):
                checks.violations.append(Violation(("values", str(place), "value"), problem))
            values[name] = value
        if unknown := [name for name in values if name not in known]:
            checks.violations.append(Violation(("values",), self._no_such(unknown)))
        return values

    def _no_such(self, names: Sequence[str]) -> str:
        more = len(names) - _MOST_NAMED
        said = ", ".join(map(_spelt, names[:_MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
        return f"The template has no such placeholder: {said}. It has: {', '.join(self.placeholders) or 'none'}."


def _filled(checks: Checks, name: str, wording: Wording, values: Mapping[str, str]) -> str | None:
    """The filled text; None for one that is too long, which is noted."""
    longest, length = {"title": TITLE, "description": DESCRIPTION}[name].longest, wording.length(values)
    if length <= longest:
        return wording.filled(values)
    message = f"Filled in, this has {length} characters; at most {longest} are allowed."
    checks.violations.append(Violation((name,), message))
    return None


def _spelt(name: str) -> str:
    """A name that somebody else has chosen, so that it can be shown."""
    return name[:50] if name[:50].isprintable() else ascii(name[:50])
