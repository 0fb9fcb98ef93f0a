"""The app on a port of its own, and connections to it."""

from collections.abc import AsyncIterator

import pytest
from factories import Person, World
from over_network import served
from subscribing import Socket, socket_to

from siems.app import create_app
from siems.bootstrap import Application


@pytest.fixture
async def url(app: Application) -> AsyncIterator[str]:
    async with served(create_app(app, {"https://status.example.com"})) as url:
        yield url


@pytest.fixture
async def socket(world: World, url: str, manager: Person) -> AsyncIterator[Socket]:
    """A connection of the manager's."""
    async with socket_to(url, await world.token(manager)) as socket:
        yield socket
