"""What an admin is told of the proof of the logs: of their own organization, and of no other."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from graphql_client import GraphQLClient
from proofs import Proofs, new_proofs

from schema.ids import encode
from siems.app import create_app
from siems.domain.log import timestamp
from siems.embedded import Endpoints

VERIFY = """{ verifyAudit { ok checked checkpoints lastCheckpointAt anchored
    firstBroken { kind id sequence problem } } }"""


@pytest.fixture
async def proofs(endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Proofs]:
    async with new_proofs(endpoints, tmp_path) as proofs:
        yield proofs


@pytest.fixture
async def graphql(proofs: Proofs) -> AsyncIterator[GraphQLClient]:
    transport = httpx.ASGITransport(create_app(proofs.app))
    async with httpx.AsyncClient(transport=transport, base_url="http://siems.test") as http:
        yield GraphQLClient(proofs.app, http)


async def test_an_admin_is_told_what_is_broken_and_how_far_the_proof_goes(
    proofs: Proofs, graphql: GraphQLClient
) -> None:
    mine, theirs = await proofs.world("ACME"), await proofs.world("Other")
    admin = await mine.world.admin()
    my_incident, their_incident = await mine.incident(comments=1), await theirs.incident(comments=1)
    made_at = (await proofs.checkpoint()).checkpoint.made_at
    await graphql.ask(VERIFY, as_=admin)  # the first log-in

    await proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", their_incident)
    whole = (await graphql.ask(VERIFY, as_=admin))["data"]["verifyAudit"]
    assert timestamp(made_at).rstrip("Z") in whole.pop("lastCheckpointAt")
    assert whole == {"ok": True, "checked": 6, "checkpoints": 1, "anchored": 1, "firstBroken": None}

    await proofs.forge("DELETE FROM incident_log WHERE subject_id = $1 AND sequence = 2", my_incident)
    broken = (await graphql.ask(VERIFY, as_=admin))["data"]["verifyAudit"]
    assert (broken["ok"], broken["firstBroken"]) == (
        False,
        {
            "kind": "incident",
            "id": encode("Incident", my_incident),
            "sequence": 2,
            "problem": "entry 2 is missing, which checkpoint 1 covers: the log was cut behind entry 1",
        },
    )


async def test_a_broken_checkpoint_is_named_by_its_number(proofs: Proofs, graphql: GraphQLClient) -> None:
    admin = await (await proofs.world()).world.admin()
    await proofs.checkpoint()
    proofs.anchor.unlink()
    await proofs.forge("UPDATE checkpoints SET entries = 99")
    found = (await graphql.ask(VERIFY, as_=admin))["data"]["verifyAudit"]
    assert found["firstBroken"] == {
        "kind": "checkpoint",
        "id": encode("Checkpoint", 1),
        "sequence": 1,
        "problem": "it does not match its own hash: it was changed",
    }
    assert (found["checkpoints"], found["lastCheckpointAt"], found["anchored"]) == (0, None, None)


async def test_an_anchor_file_that_is_none_is_said_to_be_so(proofs: Proofs, graphql: GraphQLClient) -> None:
    admin = await (await proofs.world()).world.admin()
    await proofs.checkpoint()
    proofs.anchor.write_text("nothing\n")
    body = await graphql.ask(VERIFY, as_=admin)
    assert body["data"] == {"verifyAudit": None}
    [error] = body["errors"]
    assert error["message"] == f"Line 1 of {proofs.anchor} is not a checkpoint."
    assert error["extensions"]["code"] == "VALIDATION"
