"""docker-compose.yml and deploy/Dockerfile name only what is there, have no default secret, and start what runs."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clusters import FAST_POSTGRES
from commands import PATIENCE, environment, eventually, free_port, get, servers_of
from deployment import (
    ROOT,
    VARIABLE,
    compose,
    dockerfile,
    exec_form,
    filled,
    final_stage,
    ignored,
    image_environment,
)

from siems.cli.command import commands
from siems.config import Settings
from siems.embedded import EmbeddedServers, Endpoints
from siems.embedded.cluster import Installation as Programs
from siems.signing import SigningKey

KEY = "07" * 32
SECRETS = {
    "POSTGRES_PASSWORD": "superuser24",
    "SIEMS_OWNER_PASSWORD": "owner24",
    "SIEMS_APP_PASSWORD": "app24",
    "SIEMS_REDIS_PASSWORD": "redis24",
    "SIEMS_SECRET_KEY": "x" * 64,
    "SIEMS_CHECKPOINT_KEY": KEY,
    "SIEMS_CHECKPOINT_PUBLIC_KEYS": SigningKey(bytes.fromhex(KEY)).public,
}
OWN = ("migrate", "api", "worker")
KNOWN = {f"SIEMS_{name.upper()}" for name in Settings.model_fields}
FOR_POSTGRES = {"POSTGRES_PASSWORD", "POSTGRES_USER", "SIEMS_OWNER_PASSWORD", "SIEMS_APP_PASSWORD"}


def service(name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose()["services"][name]
    return found


def written(path: str) -> str:
    return (ROOT / path).read_text()


def test_every_setting_of_every_process_exists() -> None:
    for name in OWN:
        assert set(service(name)["environment"]) <= KNOWN, name
    assert set(image_environment()) - {"PATH"} <= KNOWN
    assert set(service("postgres")["environment"]) == FOR_POSTGRES


def test_every_variable_is_in_the_example_and_no_secret_has_a_default() -> None:
    found = {match["name"]: match["kind"] for match in VARIABLE.finditer(written("docker-compose.yml"))}
    assert {name for name, kind in found.items() if kind == "?"} == set(SECRETS)
    assert None not in found.values()
    lines = [line.removeprefix("#") for line in written(".env.example").splitlines() if re.match(r"#?[A-Z_]+=", line)]
    example = dict(line.split("=", 1) for line in lines)
    assert set(example) == set(found)
    assert {name for name in SECRETS if example[name]} == set()


@pytest.mark.parametrize("secret", SECRETS)
def test_without_one_of_the_secrets_nothing_starts(secret: str) -> None:
    with pytest.raises(KeyError, match=secret):
        filled(compose(), {name: value for name, value in SECRETS.items() if name != secret})


def test_only_who_signs_has_the_key_and_only_who_migrates_is_the_owner() -> None:
    holders = {
        variable: {name for name in OWN if variable in service(name)["environment"]}
        for variable in ("SIEMS_CHECKPOINT_KEY", "SIEMS_OWNER_DATABASE_URL", "SIEMS_SECRET_KEY")
    }
    assert holders == {
        "SIEMS_CHECKPOINT_KEY": {"worker"},
        "SIEMS_OWNER_DATABASE_URL": {"migrate"},
        "SIEMS_SECRET_KEY": {"api", "worker"},
    }


def test_every_command_of_siems_exists() -> None:
    started = [service(name)["command"] for name in OWN]
    started += [exec_form(each) for each in final_stage() if each.name == "CMD"]
    assert [command[0] for command in started] == ["siems"] * 4
    assert {command[1] for command in started} == set(OWN)
    assert {command[1] for command in started} <= set(commands.commands)


def test_only_the_api_is_published_at_the_port_where_it_listens() -> None:
    services = compose()["services"]
    assert [name for name, each in services.items() if "ports" in each] == ["api"]
    [published] = filled(service("api")["ports"], {})
    assert published == "127.0.0.1:8000:8000"
    listens = service("api")["environment"]["SIEMS_PORT"]
    exposed = [each.text for each in final_stage() if each.name == "EXPOSE"]
    assert [listens] == exposed == [image_environment()["SIEMS_PORT"]] == [published.rpartition(":")[2]]


def test_who_serves_has_a_health_check_and_others_wait_for_it() -> None:
    assert [each.name for each in final_stage() if each.name == "HEALTHCHECK"] == ["HEALTHCHECK"]
    assert "healthcheck" not in service("api")  # the image's
    waits = {name: {on: how["condition"] for on, how in service(name)["depends_on"].items()} for name in OWN}
    healthy, done = "service_healthy", "service_completed_successfully"
    assert waits == {
        "migrate": {"postgres": healthy, "redis": healthy},
        "api": {"migrate": done, "redis": healthy},
        "worker": {"migrate": done},
    }
    for name in ("postgres", "redis", "worker"):
        assert service(name)["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    assert service("migrate")["restart"] == "no"


def test_volumes_are_declared_and_mounted_files_are_there() -> None:
    declared = set(compose()["volumes"])
    for name, each in compose()["services"].items():
        for volume in each.get("volumes", ()):
            source = volume.split(":")[0]
            there = (ROOT / source).is_file() if source.startswith(".") else source in declared
            assert there, f"{name}: {volume}"
    assert os.access(ROOT / "deploy/postgres/siems.sh", os.X_OK)
    data_dir, anchor = image_environment()["SIEMS_DATA_DIR"], service("worker")["environment"]["SIEMS_ANCHOR_FILE"]
    assert anchor.startswith(f"{data_dir}/")
    assert service("worker")["volumes"] == [f"anchor:{data_dir}"]


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    stages = {each.text.rpartition(" AS ")[2] for each in dockerfile() if each.name == "FROM" and " AS " in each.text}
    for each in dockerfile():
        if each.name != "COPY":
            continue
        if (stage := each.options.get("from")) is not None:
            assert stage in stages or "/" in stage
            continue
        for source in each.arguments[:-1]:
            assert (ROOT / source).exists(), source
            assert not ignored(source), source


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".siems/secret.key",
        ".venv/bin/python",
        "deploy/Dockerfile",
        "siems/__pycache__/app.cpython-311.pyc",
        "tests/conftest.py",
        "web/dist/index.html",
        "web/node_modules/react/index.js",
        "web/playground/node_modules/react/index.js",
    ],
)
def test_what_is_no_part_of_the_image_is_ignored(path: str) -> None:
    assert ignored(path)
    assert not ignored("siems/app.py")
    assert not ignored("migrations/models/0_20261124000000_initial.py")


def test_the_image_runs_as_somebody_who_is_not_root_and_with_what_the_lock_file_says() -> None:
    [user] = [each.text for each in final_stage() if each.name == "USER"]
    assert user == "siems"
    syncs = [each.text for each in dockerfile() if each.name == "RUN" and "uv sync" in each.text]
    assert syncs
    assert all("--locked" in sync and "--no-dev" in sync for sync in syncs)
    assert [each.arguments[0] for each in dockerfile() if each.name == "FROM"][-1] == "python:3.11-slim"


class Composed:
    """The services of docker-compose.yml outside Docker: on servers that a test has started, on a free port."""

    def __init__(self, endpoints: Endpoints, folder: Path) -> None:
        self.port, self.metrics_port = free_port(), free_port()
        self.folder = folder
        self._sockets = endpoints.app_url.partition("?host=")[2]
        self._redis = endpoints.redis_url
        self._running: list[subprocess.Popen[bytes]] = []

    def environment(self, name: str) -> dict[str, str]:
        """What Compose gives to the service, where the servers and the files are elsewhere."""
        given = image_environment() | filled(service(name)["environment"], SECRETS)
        elsewhere = {
            f"redis://:{SECRETS['SIEMS_REDIS_PASSWORD']}@redis:6379/0": self._redis,
            "@postgres:5432/siems": f"@/siems?host={self._sockets}",
            image_environment()["SIEMS_DATA_DIR"]: str(self.folder / "data"),
        }
        for here, there in elsewhere.items():
            given = {variable: value.replace(here, there) for variable, value in given.items()}
        here = {"SIEMS_PORT": str(self.port), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        if "SIEMS_METRICS_PORT" in given:
            here["SIEMS_METRICS_PORT"] = str(self.metrics_port)
        return environment({}) | given | here

    def run(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Runs a command of the service to its end."""
        given = self.environment(name)
        return subprocess.run(command, env=given, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Starts the service as it is written."""
        with (self.folder / name).open("wb") as output:
            command = service(name)["command"]
            started = subprocess.Popen(command, env=self.environment(name), stdout=output, stderr=output)
        self._running.append(started)
        return started

    def end(self) -> None:
        for each in self._running:
            if each.poll() is None:
                each.kill()
                each.wait(PATIENCE)


@pytest.fixture
def composed(data_dir: Path, tmp_path: Path) -> Iterator[Composed]:
    with EmbeddedServers(data_dir, postgres_settings=FAST_POSTGRES) as endpoints:
        composed = Composed(endpoints, tmp_path)
        yield composed
        composed.end()


def test_what_compose_starts_runs_as_it_stands(composed: Composed) -> None:
    [image_health] = [exec_form(each) for each in final_stage() if each.name == "HEALTHCHECK"]
    worker_health = service("worker")["healthcheck"]["test"][1:]
    early = composed.start("worker")
    assert early.wait(PATIENCE) == 2  # nothing is migrated yet

    migrated = composed.run("migrate", service("migrate")["command"])
    assert (migrated.returncode, migrated.stdout[:8]) == (0, "Applied ")
    assert composed.run("api", image_health).returncode != 0
    assert composed.run("worker", worker_health).returncode != 0

    api, worker = composed.start("api"), composed.start("worker")
    ready = f"http://127.0.0.1:{composed.port}/readyz"
    eventually(lambda: (get(ready)[1] or {}).get("worker") == "up")
    eventually(lambda: composed.run("api", image_health).returncode == 0)
    eventually(lambda: composed.run("worker", worker_health).returncode == 0)
    for process in (api, worker):
        process.terminate()
        assert process.wait(PATIENCE) == 0


def test_the_users_of_the_database_are_made_once_and_get_their_passwords(data_dir: Path, tmp_path: Path) -> None:
    with EmbeddedServers(data_dir, postgres_settings=FAST_POSTGRES) as endpoints:
        sockets = endpoints.superuser_url.partition("?host=")[2]
        psql = Programs.find(18).program("psql")
        given = filled(service("postgres")["environment"], SECRETS)
        here = {"PATH": f"{psql.parent}:{os.environ['PATH']}", "PGHOST": sockets}

        def ask(sql: str) -> str:
            command = [psql, "-XAt", "-U", "postgres", "-d", "postgres", "-c", sql]
            return subprocess.run(command, env=here, capture_output=True, text=True, check=True).stdout.strip()

        ask("DROP DATABASE siems")
        ask("DROP ROLE siems_app")
        for _ in range(2):
            done = subprocess.run(
                [ROOT / "deploy/postgres/siems.sh"], env=here | given, capture_output=True, text=True, check=False
            )
            assert (done.returncode, done.stderr) == (0, "")
        users = "FROM pg_authid WHERE rolname LIKE 'siems\\_%' AND rolcanlogin AND NOT rolsuper AND NOT rolcreaterole"
        assert ask(f"SELECT string_agg(rolname, ' ' ORDER BY rolname) {users}") == "siems_app siems_owner"
        assert ask(f"SELECT count(DISTINCT rolpassword) {users} AND rolpassword LIKE 'SCRAM-SHA-256$%'") == "2"
        assert ask("SELECT datdba::regrole FROM pg_database WHERE datname = 'siems'") == "siems_owner"
    assert servers_of(data_dir) == {}
