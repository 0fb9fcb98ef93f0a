"""The command line, run as an operator runs it: what it prints, where, and with which exit code."""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from clusters import FAST_POSTGRES
from commands import SECRET_KEY, siems

from schema.ids import encode
from siems.bootstrap import Servers
from siems.cli.incident_export import _named
from siems.cli.inspection import describe_delay
from siems.domain.errors import ValidationFailed
from siems.embedded import EmbeddedServers, Endpoints
from siems.migrate import connect
from siems.repositories.feed import FeedHolder
from siems.services.feed_health import FeedDelay

SAMPLE = Path(__file__).parent / "data" / "servicenow_sample.csv"
ENTRY_OF_A_MINUTE_AGO = """
SET session_replication_role = replica;
INSERT INTO incident_log (organization_id, subject_id, sequence, action, actor_kind, actor_name, before, after, origin,
                          at, recorded_at, feed_xid, previous_hash, hash)
SELECT id, id, 1, 'REPORTED', 'USER', 'Ada', '{}', '{}', 'LIVE', now(), now() - interval '1 minute',
       pg_current_xact_id(), repeat('0', 64), repeat('0', 64) FROM organizations
"""
A_UUID = UUID(int=7)
SDL = Path(__file__).parents[1] / "schema" / "schema.graphql"


@pytest.fixture
def installed(acme_data_dir: Path) -> Iterator[Path]:
    """A migrated installation with an organization, whose servers run during the test."""
    with EmbeddedServers(acme_data_dir, postgres_settings=FAST_POSTGRES):
        yield acme_data_dir


def test_migrating_again_changes_nothing(installed: Path) -> None:
    again = siems("migrate", data_dir=installed)
    assert (again.returncode, again.stdout) == (0, "The database is up to date.\n")


def test_an_admin_is_created_and_a_second_with_the_same_address_is_refused(installed: Path) -> None:
    arguments = ("create-admin", "--email", "Ada@Example.com", "--name", "Ada", "--password-stdin")
    created = siems(*arguments, stdin="correct horse battery\n", data_dir=installed)
    assert (created.returncode, created.stdout) == (0, 'Created the admin Ada <ada@example.com> of "ACME".\n')
    again = siems(*arguments, stdin="correct horse battery\n", data_dir=installed)
    assert again.returncode == 2
    assert "There is a user with the address ada@example.com already." in again.stderr


def test_a_short_password_is_refused(installed: Path) -> None:
    refused = siems(
        "create-admin", "--email", "a@example.com", "--name", "A", "--password-stdin", stdin="x\n", data_dir=installed
    )
    assert refused.returncode == 2
    assert "A password has 10 to 1024 characters." in refused.stderr


def test_an_import_says_what_it_did_and_a_second_one_that_nothing_was_left(installed: Path) -> None:
    first, again = (siems("import", "servicenow", SAMPLE, data_dir=installed) for _ in range(2))
    assert (first.returncode, again.returncode) == (0, 0)
    assert "8 incidents added, 0 were there already, 0 problems." in first.stdout
    assert "0 incidents added, 8 were there already, 0 problems." in again.stdout
    checked = siems("audit", "verify", data_dir=installed)
    assert checked.returncode == 0
    assert checked.stdout.startswith("ok: ")


def test_an_import_with_a_bad_row_exits_with_one_and_names_the_line(installed: Path, tmp_path: Path) -> None:
    lines = SAMPLE.read_text().splitlines()
    lines[1] = lines[1].replace(lines[1].split(",")[1], "Nowhere", 1)
    (tmp_path / "bad.csv").write_text("\n".join(lines) + "\n")
    imported = siems("import", "servicenow", tmp_path / "bad.csv", data_dir=installed)
    assert imported.returncode == 1
    assert imported.stderr.startswith("line 2: ")


def test_an_import_of_what_is_no_event_log_exits_with_two(installed: Path, tmp_path: Path) -> None:
    refused = siems("import", "servicenow", tmp_path / "missing.csv", data_dir=installed)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1


def test_an_incident_is_exported_and_proven_without_an_installation(installed: Path, tmp_path: Path) -> None:
    assert siems("import", "servicenow", SAMPLE, data_dir=installed).returncode == 0
    file = tmp_path / "INC-2.json"
    written = siems("incident", "export", "inc-2", "--organization", "ACME", "--output", file, data_dir=installed)
    assert (written.returncode, written.stdout) == (0, "")
    said = json.loads(file.read_text())
    count, last = len(said["log"]), said["log"][-1]["hash"]
    proven = siems("audit", "verify-export", file)
    assert proven.returncode == 0
    assert proven.stdout.startswith(f"ok: INC-2: {count} entries follow from one another. The last hash is {last}\n")
    page = siems("incident", "export", said["incident"]["id"], "--format", "markdown", data_dir=installed)
    assert page.stdout.startswith("# INC-2: ")
    assert f"`{last}` |\n" in page.stdout
    file.write_text(file.read_text().replace('"sequence":3', '"sequence":4', 1))
    broken = siems("audit", "verify-export", file)
    assert broken.returncode == 1
    assert broken.stdout.splitlines() == [
        "BROKEN: entry 3: it is missing here: the next one found is 4",
        "It is the first that does not fit; 2 entries before it do.",
    ]
    unknown = siems("incident", "export", "INC-99", data_dir=installed)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr == 'siems: incident: There is no INC-99 in "ACME".\n'


@pytest.mark.parametrize(
    ("said", "meant"),
    [("INC-42", 42), ("inc-42", 42), ("42", 42), (str(A_UUID), A_UUID), (encode("Incident", A_UUID), A_UUID)],
)
def test_an_incident_is_named_by_its_key_or_its_id(said: str, meant: int | UUID) -> None:
    assert _named(said) == meant


@pytest.mark.parametrize("said", ["", "INC-", "INC-9999999999", "-1", encode("Team", A_UUID), "Ä"])
def test_what_names_no_incident_is_refused(said: str) -> None:
    with pytest.raises(ValidationFailed, match=f"^{said} is neither a key like INC-42 nor an id.$"):
        _named(said)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (Path("/nowhere"), "/nowhere cannot be read: No such file or directory."),
        (SDL, f"{SDL} is no export of an incident: it is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (Path(sys.executable), f"{sys.executable} is no export of an incident: it is not UTF-8."),
    ],
)
def test_what_is_no_export_is_one_line(file: Path, message: str) -> None:
    refused = siems("audit", "verify-export", file)
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", f"siems: {message}\n")


def test_the_doctor_names_the_part_that_is_missing(installed: Path) -> None:
    report = siems("doctor", data_dir=installed)
    parts = {line.split()[1]: line.split()[0] for line in report.stdout.splitlines()}
    assert parts == {
        "settings": "ok",
        "PostgreSQL": "ok",
        "migrations": "ok",
        "Redis": "ok",
        "worker": "BAD",
        "checkpoint": "ok",
        "feed": "ok",
        "delivery": "ok",
        "secrets": "ok",
    }
    assert report.stdout.endswith(
        "ok   checkpoint  none yet; 10 newer entries are not covered yet.\n"
        "ok   feed        nothing waits.\nok   delivery    nothing waits.\n"
        "ok   secrets     0 stored secrets, sealed with the newest SIEMS_SECRET_KEY.\n"
    )
    assert report.returncode == 1


async def test_the_doctor_names_who_holds_the_feed_back(installed: Path) -> None:
    with EmbeddedServers(installed) as endpoints:
        holder, writer = await connect(endpoints.app_url), await connect(endpoints.superuser_url)
        try:
            await holder.execute("BEGIN; SELECT pg_current_xact_id()")
            pid = await holder.fetchval("SELECT pg_backend_pid()")
            await writer.execute(ENTRY_OF_A_MINUTE_AGO)
            report = await asyncio.to_thread(siems, "doctor", data_dir=installed)
        finally:
            await holder.close()
            await writer.close()
    assert report.returncode == 1
    [line] = [each for each in report.stdout.splitlines() if each.startswith("BAD  feed")]
    assert re.sub(r"\b\d+ s\b", "N s", line) == (
        f"BAD  feed        an entry has waited N s to be readable. The write transaction of process {pid} "
        "(user siems_app, database siems, state idle in transaction, open for N s) holds the feed back: end it."
    )


KNOWN = FeedHolder("process 7", "ada", "crm", "psql", "active", 11.2)
UNKNOWN = FeedHolder("process 7", "ada", "crm", None, None, None)
NAMED = "The write transaction of process 7 (application psql, user ada, database crm, state active, open for 11 s)"


@pytest.mark.parametrize(
    ("delay", "words"),
    [
        (FeedDelay(0, None), "nothing waits."),
        (FeedDelay(0, UNKNOWN), "nothing waits."),
        (FeedDelay(3.4, UNKNOWN), "an entry has waited 3 s to be readable."),
        (FeedDelay(0, KNOWN), f"nothing waits yet. {NAMED} holds the feed back: end it."),
        (FeedDelay(40, KNOWN), f"an entry has waited 40 s to be readable. {NAMED} holds the feed back: end it."),
        (
            FeedDelay(40, None),
            "an entry has waited 40 s to be readable. What held it back has ended by now: look again.",
        ),
    ],
)
def test_the_doctors_words_on_the_feed(delay: FeedDelay, words: str) -> None:
    assert describe_delay(delay) == words


def test_the_exported_schema_is_the_committed_one() -> None:
    assert siems("export-schema").stdout == SDL.read_text()


PG_AWAY = ({"database_url": "postgresql://nobody@127.0.0.1:1/nowhere"}, "PostgreSQL at 127.0.0.1:1/nowhere")
NO_PG_URL = ({"database_url": "mysql://nobody@127.0.0.1/nowhere"}, "must start with postgresql://")
NO_REDIS_URL = ({"redis_url": "http://127.0.0.1:1/0"}, "The Redis URL cannot be read")
REDIS_AWAY = ({"redis_url": "redis://127.0.0.1:1/0"}, "Redis cannot be reached")


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        (("worker",), PG_AWAY),
        (("worker",), NO_REDIS_URL),
        (("api",), PG_AWAY),
        (("api",), NO_PG_URL),
        (("migrate",), NO_PG_URL),
        (("migrate",), REDIS_AWAY),
        (("audit", "verify"), PG_AWAY),
        (("audit", "verify"), NO_REDIS_URL),
        (("up",), REDIS_AWAY),
    ],
)
def test_a_wrong_url_is_one_line_and_no_traceback(
    endpoints: Endpoints, command: tuple[str, ...], wrong: tuple[dict[str, str], str]
) -> None:
    urls, message = wrong
    own = {"database_url": endpoints.superuser_url, "redis_url": endpoints.redis_url, "port": "0"}
    refused = siems(*command, secret_key=SECRET_KEY, **{**own, **urls})
    assert refused.returncode == 2
    assert message in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert "secret" not in refused.stderr.lower()


@pytest.mark.parametrize(("command", "missing"), [("worker", "CHECKPOINT_KEY"), ("api", "CHECKPOINT_PUBLIC_KEYS")])
def test_a_worker_and_an_api_do_not_wait_for_redis(
    endpoints: Endpoints, servers: Servers, command: str, missing: str
) -> None:
    """They say that Redis is missing, and go on to the next thing that is: here a key of checkpoints."""
    own = {"database_url": endpoints.superuser_url, "redis_url": endpoints.redis_url, "secret_key": SECRET_KEY}
    refused = siems(command, **own | {"redis_url": "redis://127.0.0.1:1/0"})
    assert refused.returncode == 2
    redis, key = refused.stderr.splitlines()
    assert "Redis cannot be reached" in redis
    assert f"SIEMS_{missing} is not set." in key


def test_a_user_who_may_not_work_as_the_app_is_told_so(endpoints: Endpoints, servers: Servers) -> None:
    own = {"database_url": endpoints.owner_url, "redis_url": endpoints.redis_url, "secret_key": SECRET_KEY}
    refused = siems("worker", **own)
    assert refused.returncode == 2
    assert "may not work as siems_app" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_outside_embedded_mode_the_secret_is_required(endpoints: Endpoints, servers: Servers) -> None:
    refused = siems("worker", database_url=endpoints.superuser_url, redis_url=endpoints.redis_url)
    assert refused.returncode == 2
    assert "SIEMS_SECRET_KEY is not set." in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_the_help_names_every_command() -> None:
    text = siems("--help").stdout
    for command in (
        "up",
        "api",
        "worker",
        "migrate",
        "create-organization",
        "create-admin",
        "import",
        "incident",
        "audit",
    ):
        assert command in text
