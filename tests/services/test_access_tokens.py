"""What is no access token: every forgery is answered alike."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from factories import World

from siems.bootstrap import Servers
from siems.domain.callers import Origin
from siems.domain.errors import Unauthenticated
from siems.security import AccessTokens, InvalidToken

REFUSAL = "The access token is not valid. Log in to get one."
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OLD_SECRET, NEW_SECRET = "the old secret, which is long enough", "the new secret, which is long enough"

Json = dict[str, Any]


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(part: str) -> Json:
    content: Json = json.loads(base64.urlsafe_b64decode(part + "=="))
    return content


def signed(header: Json, claims: Json, key: str, digest: str = "sha256") -> str:
    """A JSON Web Token, made by hand."""
    content = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{content}.{encoded(hmac.digest(key.encode(), content.encode(), digest))}"


def without(content: Json, name: str) -> Json:
    return {key: value for key, value in content.items() if key != name}


Forge = Callable[[Json, Json, str], str]
FORGERIES: dict[str, Forge] = {
    "empty": lambda header, claims, key: "",
    "garbage": lambda header, claims, key: "garbage",
    "garbage in three parts": lambda header, claims, key: "a.b.c",
    "not ASCII": lambda header, claims, key: signed(header, claims, key).replace(".", "Ä"),
    "half a surrogate pair": lambda header, claims, key: chr(0xD800),
    "truncated": lambda header, claims, key: signed(header, claims, key)[:-5],
    "without a signature": lambda header, claims, key: signed(header, claims, key).rpartition(".")[0] + ".",
    "in two parts": lambda header, claims, key: signed(header, claims, key).rpartition(".")[0],
    "signed with another key": lambda header, claims, key: signed(header, claims, OLD_SECRET),
    "signed with no key": lambda header, claims, key: signed(header, claims, ""),
    "alg none": lambda header, claims, key: signed(header | {"alg": "none"}, claims, key).rpartition(".")[0] + ".",
    "alg none with a signature": lambda header, claims, key: signed(header | {"alg": "none"}, claims, key),
    "alg HS512": lambda header, claims, key: signed(header | {"alg": "HS512"}, claims, key, "sha512"),
    "no alg": lambda header, claims, key: signed(without(header, "alg"), claims, key),
    "no kid": lambda header, claims, key: signed(without(header, "kid"), claims, key),
    "unknown kid": lambda header, claims, key: signed(header | {"kid": "0" * 12}, claims, key),
    "kid that is a list": lambda header, claims, key: signed(header | {"kid": []}, claims, key),
    "header that is a list": lambda header, claims, key: f"{encoded(b'[]')}.e30.c2ln",
    "header of many levels": lambda header, claims, key: f"{encoded(b'[' * 50_000)}.e30.c2ln",
    "other audience": lambda header, claims, key: signed(header, claims | {"aud": "another"}, key),
    "other issuer": lambda header, claims, key: signed(header, claims | {"iss": "another"}, key),
    "sub that is no id": lambda header, claims, key: signed(header, claims | {"sub": "Ada"}, key),
    "sid that is no id": lambda header, claims, key: signed(header, claims | {"sid": "mine"}, key),
    "sub that is a number": lambda header, claims, key: signed(header, claims | {"sub": 7}, key),
    "exp that is a text": lambda header, claims, key: signed(header, claims | {"exp": "never"}, key),
    "exp that is too late": lambda header, claims, key: signed(header, claims | {"exp": 10**30}, key),
    **{
        f"no {name}": lambda header, claims, key, name=name: signed(header, without(claims, name), key)
        for name in ("iss", "aud", "sub", "sid", "iat", "exp")
    },
}


async def test_a_token_that_is_made_by_hand_from_the_key_is_accepted(world: World, servers: Servers) -> None:
    ada = await world.engineer()
    header, claims, _ = (await world.token(ada)).split(".")
    same = signed(decoded(header), decoded(claims), servers.secrets[0])
    assert (await world.app.auth.caller(same, Origin())).user == ada.user


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
async def test_a_forged_token_is_refused(world: World, servers: Servers, forge: Forge) -> None:
    header, claims, _ = (await world.token(await world.engineer())).split(".")
    with pytest.raises(Unauthenticated) as denial:
        await world.app.auth.caller(forge(decoded(header), decoded(claims), servers.secrets[0]), Origin())
    assert denial.value.message == REFUSAL


async def test_a_token_whose_person_was_exchanged_is_refused(world: World) -> None:
    ada, admin = await world.engineer(), await world.admin()
    header, claims, signature = (await world.token(ada)).split(".")
    exchanged = encoded(json.dumps(decoded(claims) | {"sub": str(admin.id)}).encode())
    with pytest.raises(Unauthenticated) as denial:
        await world.app.auth.caller(f"{header}.{exchanged}.{signature}", Origin())
    assert denial.value.message == REFUSAL


async def test_a_token_for_the_session_of_somebody_else_is_refused(world: World, servers: Servers) -> None:
    header, claims, _ = (await world.token(await world.engineer())).split(".")
    theirs = decoded((await world.token(await world.admin())).split(".")[1])["sid"]
    mixed = signed(decoded(header), decoded(claims) | {"sid": theirs}, servers.secrets[0])
    with pytest.raises(Unauthenticated) as denial:
        await world.app.auth.caller(mixed, Origin())
    assert denial.value.message == "The session of this access token is over. Log in again."


async def test_a_token_of_somebody_who_never_was_is_refused(world: World, servers: Servers) -> None:
    header, claims, _ = (await world.token(await world.engineer())).split(".")
    nobodys = signed(decoded(header), decoded(claims) | {"sub": str(UUID(int=0))}, servers.secrets[0])
    with pytest.raises(Unauthenticated) as denial:
        await world.app.auth.caller(nobodys, Origin())
    assert denial.value.message == "The session of this access token is over. Log in again."


def test_a_token_says_exactly_this() -> None:
    token, expires_at = AccessTokens([NEW_SECRET]).issue(UUID(int=7), UUID(int=8), NOON.replace(microsecond=999_999))
    header, claims, _ = token.split(".")
    kid = hashlib.sha256(f"siems key id {NEW_SECRET}".encode()).hexdigest()[:12]
    assert decoded(header) == {"alg": "HS256", "typ": "JWT", "kid": kid}
    noon = int(NOON.timestamp())
    assert decoded(claims) == {
        "iss": "siems",
        "aud": "siems-api",
        "sub": "00000000-0000-0000-0000-000000000007",
        "sid": "00000000-0000-0000-0000-000000000008",
        "iat": noon,
        "exp": noon + 900,
    }
    assert expires_at == NOON.replace(minute=15)


def test_a_new_secret_signs_while_the_old_one_still_verifies() -> None:
    old, both, new = AccessTokens([OLD_SECRET]), AccessTokens([NEW_SECRET, OLD_SECRET]), AccessTokens([NEW_SECRET])
    by_old, _ = old.issue(UUID(int=7), UUID(int=8), NOON)
    by_both, _ = both.issue(UUID(int=7), UUID(int=8), NOON)
    assert both.read(by_old, NOON).user_id == new.read(by_both, NOON).user_id == UUID(int=7)
    for tokens, token in ((new, by_old), (old, by_both)):
        with pytest.raises(InvalidToken, match=f"^{REFUSAL}$"):
            tokens.read(token, NOON)
