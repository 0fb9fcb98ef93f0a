"""Contact methods of tests, and the codes that are on their way to them."""

from typing import Any
from uuid import UUID

from factories import Person, World
from graphql_client import GraphQLClient, Json
from reaching import SEALS

from siems.domain.delivery import Channel
from siems.models import ContactMethod


def address(person: Person, name: str = "mail") -> str:
    """An address that nobody else has: how many codes go to one is limited, whoever asks for them."""
    return f"{name}-{person.id}@example.com"


async def add(world: World, person: Person, name: str = "Mail") -> ContactMethod:
    """A contact method that waits for its code."""
    return await world.app.contact_methods.create(person, Channel.EMAIL, name, address(person, name.lower()))


async def add_verified(world: World, person: Person, name: str = "Mail") -> ContactMethod:
    method = await add(world, person, name)
    return await world.app.contact_methods.verify(person, method.id, (await codes(world, method.id))[-1])


async def act(graphql: GraphQLClient, mutation: str, selection: str, as_: Person, /, **input: Any) -> Json:
    """The payload of a mutation that is not denied."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    query = (
        f"mutation($input: {kind}) {{ {mutation}(input: $input) {{ {selection} errors {{ code message field }} }} }}"
    )
    body = await graphql.ask(query, {"input": input}, as_)
    assert set(body) == {"data"}, body
    payload: Json = body["data"][mutation]
    return payload


async def codes(world: World, method_id: UUID) -> list[str]:
    """The codes that were ever owed to a contact method, the oldest first."""
    found = await deliveries(world, "contact_method_id", method_id)
    return [SEALS.open(row["code"]) for row in found if row["urgency"] == "CODE"]


async def deliveries(world: World, column: str, id: UUID) -> list[dict[str, Any]]:
    """What was ever owed to a contact method or a webhook, the oldest first."""
    async with world.app.units.of(world.organization.id) as work:
        return await work.rows(f"SELECT * FROM deliveries WHERE {column} = $1 ORDER BY created_at, id", id)


async def owe(world: World, incident_id: UUID, **to: UUID) -> None:
    """Owes somebody or something a message about an incident, as an engine does."""
    names, places = ", ".join(to), ", ".join(f"${place}" for place in range(5, 5 + len(to)))
    async with world.app.units.of(world.organization.id) as work:
        await work.rows(
            "INSERT INTO deliveries (id, organization_id, urgency, state, incident_id, created_at, due_at, "
            f"next_attempt_at, {names}) VALUES (gen_random_uuid(), $1, $2, 'PENDING', $3, $4, $4, $4, {places}) "
            "RETURNING id",
            work.organization_id,
            "INFORMATION",
            incident_id,
            work.now,
            *to.values(),
        )
