"""An operator changes SIEMS_SECRET_KEY: the command that seals anew, and what the doctor says before and after."""

import asyncio
from pathlib import Path
from subprocess import CompletedProcess
from uuid import UUID

from commands import siems
from databases import migrated_database

from siems.embedded import Endpoints
from siems.migrate import connect
from siems.sealing import Seals

OLD, NEW, GONE = (f"the {which} key which is long enough" for which in ("former", "newest", "lost"))
CHANGED = {"secret_key": NEW, "accepted_secret_keys": OLD}
LOST = UUID(int=7)
WEBHOOK = """
INSERT INTO webhooks
    (id, organization_id, name, url, hint, actions, restricted, secret, enabled, created_by_id, created_at)
SELECT $1, organization_id, $2, $3, '', '[]', false, $3, true, id, now() FROM users
"""
NO_KEY = (
    "2 of 4 stored secrets cannot be opened: add the key that sealed them to SIEMS_ACCEPTED_SECRET_KEYS, "
    "or have them entered again."
)


async def test_a_key_is_changed_and_what_no_key_opens_is_named(endpoints: Endpoints, data_dir: Path) -> None:
    async with migrated_database(endpoints) as database:

        async def run(*arguments: str, stdin: str = "", **keys: str) -> CompletedProcess[str]:
            urls = {"database_url": database.app_url, "owner_database_url": database.owner_url}
            servers = {**urls, "redis_url": database.redis_url, "data_dir": str(data_dir)}
            return await asyncio.to_thread(siems, *arguments, stdin=stdin, **servers, **keys)

        async def diagnosis(**keys: str) -> str:
            [line] = [each for each in (await run("doctor", **keys)).stdout.splitlines() if "  secrets  " in each]
            return line

        assert (await run("create-organization", "ACME", **CHANGED)).returncode == 0
        admin = ("create-admin", "--email", "ada@example.com", "--name", "Ada", "--password-stdin")
        assert (await run(*admin, stdin="correct horse battery\n", **CHANGED)).returncode == 0
        superuser = await connect(database.superuser_url)
        await superuser.execute(WEBHOOK, UUID(int=1), "Status page", Seals([OLD]).seal("https://example.com/"))

        told = await diagnosis(**CHANGED)
        needed = "2 of 2 stored secrets need a former SIEMS_SECRET_KEY: run `siems reseal` before you drop that."
        assert told == f"ok   secrets     {needed}"
        done = await run("reseal", **CHANGED)
        assert (done.returncode, done.stdout) == (
            0,
            "2 secrets sealed anew, 0 already sealed with the newest SIEMS_SECRET_KEY.\n",
        )
        told = await diagnosis(secret_key=NEW)
        assert told == "ok   secrets     2 stored secrets, sealed with the newest SIEMS_SECRET_KEY."

        await superuser.execute(WEBHOOK, LOST, "Lost", Seals([GONE]).seal("https://example.com/"))
        await superuser.close()
        done = await run("reseal", secret_key=NEW)
        already = "0 secrets sealed anew, 2 already sealed with the newest SIEMS_SECRET_KEY.\n"
        assert (done.returncode, done.stdout) == (1, f"{already}{NO_KEY}\n")
        assert [line for line in done.stderr.splitlines() if line.startswith("cannot")] == [
            f"cannot be opened: URL of webhook {LOST}",
            f"cannot be opened: secret of webhook {LOST}",
        ]
        assert await diagnosis(secret_key=NEW) == f"BAD  secrets     {NO_KEY} `siems reseal` names each."
