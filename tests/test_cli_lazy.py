"""Commands are listed without being loaded, and say the same once they are."""

import subprocess
import sys
from itertools import chain

import pytest

from siems.cli.command import commands
from siems.cli.lazy import LazyCommand

GROUPED = (getattr(each, "commands", {"": each}).values() for each in commands.commands.values())
COMMANDS = {each.name: each for each in chain.from_iterable(GROUPED)}


def test_these_are_the_commands_in_the_order_of_their_use() -> None:
    assert list(commands.commands) == [
        *("up", "api", "worker", "migrate", "create-organization", "create-admin", "doctor"),
        *("reseal", "export-schema"),
        *("login", "logout"),
        *("import", "incident", "audit"),
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_the_command_says_of_itself(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, LazyCommand)
    loaded = command.loaded()
    assert (loaded.name, loaded.help.splitlines()[0]) == (name, command.help)


OURS, THEIRS = ("schema", "strawberry"), ("requests", "websockets")


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        ("--version", OURS + THEIRS),
        ("--help", OURS + THEIRS),
        ("incident --help", OURS + THEIRS),
        ("migrate --help", (*OURS, "websockets")),
        ("incident list --help", (*OURS, "tortoise", "websockets")),
    ],
)
def test_what_is_not_needed_is_not_loaded(arguments: str, unneeded: tuple[str, ...]) -> None:
    script = f"""
import sys
from siems.cli import main
sys.argv = ["siems", *{arguments.split()!r}]
try:
    main()
except SystemExit as exit:
    assert exit.code == 0, exit.code
assert not {set(unneeded)!r} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
