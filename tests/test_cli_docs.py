"""docs/command-line.md, run as it stands: the commands at its prompts, what they print, and its script."""

import asyncio
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

from asking import Terminal
from commands import PATIENCE, SIEMS
from factories import PASSWORD, World
from over_network import served

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.users import Role

DOCS = (Path(__file__).parents[1] / "docs" / "command-line.md").read_text()
PLACE = "https://siems.example.com"
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC")


def prompts() -> Iterator[tuple[str, str]]:
    """Each command at a prompt, and what stands below it."""
    for block in re.findall(r"```console\n(.*?)```", DOCS, re.DOTALL):
        for entered in block.removeprefix("$ ").split("\n$ "):
            command, _, printed = entered.partition("\n")
            yield command, printed.removesuffix("\n") + "\n"


async def test_the_examples_print_what_they_are_said_to_print(app: Application, world: World, tmp_path: Path) -> None:
    for name, email, role in [("Maria Santos", "maria", Role.MANAGER), ("Ada Lovelace", "ada", Role.ENGINEER)]:
        await app.setup.create_user(world.organization, f"{email}@shop.example", name, PASSWORD, role)
    await world.service("Checkout")
    async with served(create_app(app)) as url:
        terminal, ran = Terminal(tmp_path), 0
        for command, printed in prompts():
            line, _, file = command.replace(PLACE, url).partition(" < ")
            program, *arguments = shlex.split(line)
            assert program == "siems"
            if "--template" in arguments:
                await template(world)
            said = await terminal.siems(*arguments, stdin=PASSWORD if file == "password.txt" else "")
            assert MOMENT.sub("then", said.out + said.err) == MOMENT.sub("then", printed.replace(PLACE, url)), command
            ran += 1
        assert ran == 13
        assert await asyncio.to_thread(script, terminal, tmp_path) == "it is mine\nsomebody was faster\n"


async def template(world: World) -> None:
    """The template of the examples, by an admin who is nobody to assign anything to afterwards."""
    await world.template("Disk full")
    async with world.app.units.of(world.organization.id) as work:
        left = "UPDATE users SET deactivated_at = now() WHERE organization_id = $1 AND role = 'ADMIN' RETURNING id"
        await work.rows(left, world.organization.id)


def script(terminal: Terminal, folder: Path) -> str:
    """What the script prints when it runs twice."""
    [text] = re.findall(r"```bash\n(.*?)```", DOCS, re.DOTALL)
    environment = {**terminal.environment, "PATH": f"{SIEMS.parent}{os.pathsep}{os.environ['PATH']}"}
    for_bash = ["bash", "-euo", "pipefail", "-c", text * 2]
    done = subprocess.run(for_bash, env=environment, cwd=folder, capture_output=True, timeout=PATIENCE, check=True)
    return done.stdout.decode()
