"""The people whom tests of services tell of incidents, and a team of theirs."""

import pytest
from factories import Person, World

from siems.models import Team


@pytest.fixture
async def grace(world: World) -> Person:
    return await world.manager("Grace")


@pytest.fixture
async def ada(world: World) -> Person:
    return await world.engineer("Ada")


@pytest.fixture
async def ben(world: World) -> Person:
    return await world.engineer("Ben")


@pytest.fixture
async def team(world: World) -> Team:
    """A team without a manager, so that nobody but whoever is on call is told."""
    return await world.team()
