"""What docker-compose.yml, deploy/Dockerfile and .dockerignore say, as far as it can be told without Docker."""

import fnmatch
import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<rest>[^}]*))?\}")


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def filled(value: Any, values: dict[str, str]) -> Any:
    """The value as Compose gives it to a service. A variable that must be set and is not is a KeyError."""
    if isinstance(value, dict):
        return {name: filled(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, values) for each in value]
    if not isinstance(value, str):
        return value

    def replacement(match: re.Match[str]) -> str:
        if match["kind"] == "-":
            return values.get(match["name"]) or match["rest"]
        return values[match["name"]]

    return VARIABLE.sub(replacement, value).replace("$$", "$")


@dataclass(frozen=True)
class Instruction:
    """One line of a Dockerfile, continued lines joined."""

    name: str
    text: str

    @property
    def arguments(self) -> list[str]:
        return [word for word in self.text.split() if not word.startswith("--")]

    @property
    def options(self) -> dict[str, str]:
        words = (word[2:].partition("=") for word in self.text.split() if word.startswith("--"))
        return {name: value for name, _, value in words}


def dockerfile() -> list[Instruction]:
    text = re.sub(r"\\\n\s*", "", (ROOT / "deploy" / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [Instruction(line.split()[0], line.partition(" ")[2]) for line in lines]


def final_stage() -> list[Instruction]:
    instructions = dockerfile()
    last = max(place for place, each in enumerate(instructions) if each.name == "FROM")
    return instructions[last:]


def image_environment() -> dict[str, str]:
    pairs = " ".join(each.text for each in final_stage() if each.name == "ENV").split()
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs)}


def exec_form(instruction: Instruction) -> list[str]:
    """The command of a CMD or HEALTHCHECK in exec form."""
    command: list[str] = json.loads(instruction.text[instruction.text.index("[") :])
    return command


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps this path out: the last pattern that fits it, or a folder above it, decides."""
    lines = [line.strip() for line in (ROOT / ".dockerignore").read_text().splitlines()]
    out = False
    for line in lines:
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        if any(_fits(str(each), pattern) for each in (PurePosixPath(path), *PurePosixPath(path).parents)):
            out = not line.startswith("!")
    return out


def _fits(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return any(fnmatch.fnmatch(part, pattern[3:]) for part in PurePosixPath(path).parts)
    return path.count("/") == pattern.count("/") and path != "." and fnmatch.fnmatch(path, pattern)
