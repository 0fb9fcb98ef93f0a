"""Running `siems` as an operator does: as a process of its own, in an environment of its own (see `warm`)."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import psutil
from log_secrets import secrets_in
from warm import WarmProcess

from siems.embedded.directory import DataDirectory

SIEMS = Path(sys.executable).parent / "siems"
PATIENCE = 60
SECRET_KEY = "a secret that only the tests know, long enough"
CHECKPOINT_KEY = "07" * 32


def siems(*arguments: str | Path, stdin: str = "", **settings: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end. `settings` are the SIEMS_ variables, and there are no others."""
    with TemporaryFile("w+") as given, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        given.write(stdin)
        given.seek(0)
        files = (given.fileno(), out.fileno(), err.fileno())
        process = WarmProcess(["siems", *map(str, arguments)], environment(settings), *files)
        try:
            code = process.wait(PATIENCE)
        finally:
            process.kill()
        said = [file.seek(0) or file.read() for file in (out, err)]
    assert secrets_in(said[1]) == []
    return subprocess.CompletedProcess(arguments, code, *said)


def environment(settings: dict[str, str | Path]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIEMS_")}
    return {**kept, "COLUMNS": "200", **{f"SIEMS_{name.upper()}": str(value) for name, value in settings.items()}}


def started(*arguments: str | Path, environment: dict[str, str], output: IO[Any]) -> WarmProcess:
    """`siems` with arguments, or a script with some, in a process of its own that writes all it says to one file."""
    with open(os.devnull, "rb") as nothing:
        files = (nothing.fileno(), output.fileno(), output.fileno())
        return WarmProcess([str(each) for each in arguments], environment, *files)


class Serving:
    """A `siems` command that serves until it is stopped, in a process group of its own, on a free port.

    It is a fork of a process that has loaded SIEMS, or with `cold` the very program that people start.
    """

    def __init__(self, *arguments: str, output: Path, cold: bool = False, **settings: str | Path) -> None:
        self._output = output
        own = environment({"port": "0", **settings})
        with output.open("wb") as file:
            self.process: WarmProcess | subprocess.Popen[bytes] = (
                _started_cold(*arguments, environment=own, output=file)
                if cold
                else started("siems", *arguments, environment=own, output=file)
            )

    def says(self, text: str) -> str:
        """All that it has said, once that contains `text`."""

        def said() -> bool:
            assert self.process.poll() is None, f"it ended:\n{self._output.read_text()}"
            return text in self._output.read_text()

        eventually(said)
        return self._output.read_text()

    def url(self, once_it_says: str = "Stop it with Ctrl-C.") -> str:
        """Where it serves, once it does. `siems api` says "The API answers"."""
        text = self.says(once_it_says)
        return next(word for word in text.split() if word.startswith("http://")).removesuffix("/graphql")

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Asks it to stop and waits until it has ended well."""
        self.process.send_signal(number)
        assert self.process.wait(PATIENCE) == 0, self._output.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        assert secrets_in(self._output.read_text()) == []


def _started_cold(*arguments: str, environment: dict[str, str], output: IO[Any]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [SIEMS, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env=environment,
    )


def get(url: str) -> tuple[int, Any]:
    """The status and the JSON of an answer; (0, None) if there is none."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, None


def logs_in(url: str, email: str, password: str) -> bool:
    """Whether the API that serves there lets them in."""
    document = "mutation ($input: LoginInput!) { login(input: $input) { accessToken errors { code } } }"
    body = {"query": document, "variables": {"input": {"email": email, "password": password}}}
    request = urllib.request.Request(
        f"{url}/graphql", json.dumps(body).encode(), {"content-type": "application/json", "accept": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)["data"]["login"]["accessToken"] is not None


def servers_of(data_dir: Path) -> dict[int, str]:
    """The server processes of a data directory that run: pid and name."""
    tag = DataDirectory.create(data_dir).tag
    found = {}
    for process in psutil.process_iter(["name", "cmdline", "status"]):
        if tag in " ".join(process.info["cmdline"] or []) and process.info["status"] != psutil.STATUS_ZOMBIE:
            found[process.pid] = process.info["name"]
    return found


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
