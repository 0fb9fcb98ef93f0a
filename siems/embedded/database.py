"""The roles and the database of a private PostgreSQL cluster."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from siems.embedded.cluster import SUPERUSER, Installation
from siems.embedded.errors import EmbeddedError
from siems.embedded.processes import confinement

DATABASE = "siems"
OWNER_ROLE = "siems_owner"
APP_ROLE = "siems_app"

# Under the plain locale C, lower('Ä') stays 'Ä' and a search for it fails. PostgreSQL 17 and later know Unicode by
# themselves; 16 needs ICU or the operating system for it, so the first that this machine has is taken.
_LOCALES = {
    16: (
        "LOCALE_PROVIDER icu ICU_LOCALE 'und'",
        "LOCALE_PROVIDER libc LOCALE 'C.UTF-8'",
        "LOCALE_PROVIDER libc LOCALE 'en_US.UTF-8'",
    ),
    18: ("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",),
}

_CREATE_ROLES = f"""
SELECT 'CREATE ROLE ' || wanted.name || ' LOGIN'
FROM (VALUES ('{OWNER_ROLE}'), ('{APP_ROLE}')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) \\gexec
"""


@dataclass(frozen=True)
class Superuser:
    """SQL as the superuser of a running cluster, through psql: it works inside and outside of an event loop."""

    installation: Installation
    sockets: Path

    def ensure_database(self) -> None:
        """Makes the two roles and the database, those that are not there yet."""
        self.run(_CREATE_ROLES)
        if self.run(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):
            return
        for locale in _LOCALES[self.installation.version]:
            if self._create_database(locale):
                return
        raise EmbeddedError(f"PostgreSQL {self.installation.version} knows no locale here that lowers 'Ä' to 'ä'")

    def _create_database(self, locale: str) -> bool:
        """Makes it under another name, and gives it its own once it is seen to know its letters."""
        unchecked = f"{DATABASE}_unchecked"
        self.run(f"DROP DATABASE IF EXISTS {unchecked}")
        try:
            self.run(f"CREATE DATABASE {unchecked} OWNER {OWNER_ROLE} TEMPLATE template0 ENCODING 'UTF8' {locale}")
        except EmbeddedError:
            if locale == _LOCALES[self.installation.version][-1]:
                raise
            return False
        if self.run("SELECT lower('Ä')", database=unchecked) != "ä":
            return False
        self.run(f"ALTER DATABASE {unchecked} RENAME TO {DATABASE}")
        return True

    def run(self, sql: str, *, database: str = SUPERUSER) -> str:
        """Runs SQL and returns the rows as text, "" for none. Raises EmbeddedError with what PostgreSQL said."""
        options = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
        address = [f"--host={self.sockets}", "--port=5432", f"--username={SUPERUSER}", f"--dbname={database}"]
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            [self.installation.program("psql"), *options, *address],
            input=sql.encode(),
            capture_output=True,
            start_new_session=True,
            check=False,
            **confinement(None),
        )
        if done.returncode != 0:
            raise EmbeddedError(f"PostgreSQL refused to be set up: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode().strip("\n")
