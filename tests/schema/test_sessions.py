"""Staying signed in through GraphQL: as a script does, and as a browser does with its cookie."""

from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from factories import PASSWORD, Person, World
from graphql_client import GraphQLClient, user_id

from siems.app import create_app
from siems.bootstrap import Application
from siems.domain.clock import OffsetClock
from siems.services.auth import FAILURES_BY_ACCOUNT_AND_ADDRESS

Json = dict[str, Any]
HERE = "http://siems.test"
NOTHING = dict.fromkeys(("accessToken", "refreshToken", "expiresAt", "viewer"))
OVER = {"code": "SESSION_ENDED", "message": "This session is over. Log in again.", "field": None}
LOGIN = """mutation($input: LoginInput!) {
  login(input: $input) { accessToken refreshToken expiresAt viewer { id } errors { code message field } } }"""
REFRESH = """mutation($input: RefreshSessionInput!) {
  refreshSession(input: $input) { accessToken refreshToken expiresAt viewer { id } errors { code message field } } }"""
LOGOUT = "mutation($input: LogoutInput!) { logout(input: $input) { sessionsEnded errors { code message field } } }"


async def post(
    graphql: GraphQLClient, query: str, cookie: str | None = None, origin: str | None = HERE, **input: Any
) -> httpx.Response:
    """What a page of `origin` posts, with the refresh cookie that it has."""
    headers = {
        **({"origin": origin} if origin else {}),
        **({"cookie": f"other=1; siems_refresh={cookie}"} if cookie else {}),
    }
    return await graphql.send({"query": query, "variables": {"input": input}}, None, headers)


def cookie_of(answer: httpx.Response) -> Any:
    """The refresh cookie that an answer sets."""
    sent: SimpleCookie = SimpleCookie(answer.headers["set-cookie"])
    assert list(sent) == ["siems_refresh"]
    return sent["siems_refresh"]


async def in_browser(graphql: GraphQLClient, person: Person) -> str:
    """The cookie of a browser in which somebody has logged in."""
    answer = await post(graphql, LOGIN, email=person.email, password=PASSWORD, useCookie=True)
    return str(cookie_of(answer).value)


async def test_a_script_renews_its_session_and_logs_out(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    login = (await graphql.ask(LOGIN, {"input": {"email": ada.email, "password": PASSWORD}}))["data"]["login"]
    clock.advance(minutes=14)
    first = {"input": {"refreshToken": login["refreshToken"]}}
    renewed = (await graphql.ask(REFRESH, first))["data"]["refreshSession"]
    assert (renewed["viewer"], renewed["errors"]) == ({"id": user_id(ada)}, [])
    assert (await graphql.ask(REFRESH, first))["data"]["refreshSession"] == renewed
    clock.advance(minutes=10)
    me = "{ me { id } }"
    assert (await graphql.ask(me, as_=renewed["accessToken"]))["data"] == {"me": {"id": user_id(ada)}}
    body = await graphql.ask(LOGOUT, {"input": {"refreshToken": renewed["refreshToken"]}})
    assert body == {"data": {"logout": {"sessionsEnded": 1, "errors": []}}}
    assert (await graphql.ask(me, as_=renewed["accessToken"]))["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    body = await graphql.ask(REFRESH, {"input": {"refreshToken": renewed["refreshToken"]}})
    assert body == {"data": {"refreshSession": {**NOTHING, "errors": [OVER]}}}


async def test_a_stolen_token_is_refused_and_so_is_its_owner(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    ada = await world.engineer()
    login = (await graphql.ask(LOGIN, {"input": {"email": ada.email, "password": PASSWORD}}))["data"]["login"]
    renewed = (await graphql.ask(REFRESH, {"input": {"refreshToken": login["refreshToken"]}}))["data"]["refreshSession"]
    clock.advance(seconds=11)
    for token in (login["refreshToken"], renewed["refreshToken"]):
        body = await graphql.ask(REFRESH, {"input": {"refreshToken": token}})
        assert body == {"data": {"refreshSession": {**NOTHING, "errors": [OVER]}}}
    body = await graphql.ask("{ me { id } }", as_=renewed["accessToken"])
    assert body["errors"][0]["message"] == "The session of this access token is over. Log in again."


@pytest.mark.parametrize(("origin", "secure"), [(HERE, False), ("https://siems.test", True)])
async def test_a_browser_gets_a_cookie_that_no_script_reads(
    world: World, graphql: GraphQLClient, origin: str, secure: bool
) -> None:
    ada = await world.engineer()
    answer = await post(graphql, LOGIN, origin=origin, email=ada.email, password=PASSWORD, useCookie=True)
    payload = answer.json()["data"]["login"]
    assert (payload["refreshToken"], payload["errors"]) == (None, [])
    cookie = cookie_of(answer)
    assert cookie.value.startswith("siems_refresh_")
    assert cookie.value not in answer.text
    attributes = {name: value for name, value in cookie.items() if value}
    strict = {"max-age": str(14 * 24 * 3600), "path": "/graphql", "httponly": True, "samesite": "strict"}
    assert attributes == {**strict, **({"secure": True} if secure else {})}


async def test_a_browser_renews_with_its_cookie_and_gets_the_next_one(world: World, graphql: GraphQLClient) -> None:
    ada = await world.engineer()
    first = await in_browser(graphql, ada)
    answer = await post(graphql, REFRESH, cookie=first)
    payload = answer.json()["data"]["refreshSession"]
    assert (payload["refreshToken"], payload["viewer"], payload["errors"]) == (None, {"id": user_id(ada)}, [])
    second = cookie_of(answer).value
    assert second != first
    again = await post(graphql, REFRESH, cookie=first)
    assert (again.json()["data"]["refreshSession"], cookie_of(again).value) == (payload, second)


async def test_a_cookie_that_is_worth_nothing_is_taken_back(
    world: World, graphql: GraphQLClient, clock: OffsetClock
) -> None:
    first = await in_browser(graphql, await world.engineer())
    await post(graphql, REFRESH, cookie=first)
    clock.advance(seconds=11)
    answer = await post(graphql, REFRESH, cookie=first)
    assert answer.json() == {"data": {"refreshSession": {**NOTHING, "errors": [OVER]}}}
    assert (cookie_of(answer).value, cookie_of(answer)["max-age"], cookie_of(answer)["path"]) == ("", "0", "/graphql")


async def test_a_browser_without_a_cookie_is_told_to_log_in(graphql: GraphQLClient) -> None:
    answer = await post(graphql, REFRESH)
    assert answer.json() == {"data": {"refreshSession": {**NOTHING, "errors": [OVER]}}}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(("everywhere", "ended"), [(False, 1), (True, 2)])
async def test_a_browser_logs_out_with_its_cookie(
    world: World, graphql: GraphQLClient, everywhere: bool, ended: int
) -> None:
    ada = await world.engineer()
    elsewhere, here = await in_browser(graphql, ada), await in_browser(graphql, ada)
    answer = await post(graphql, LOGOUT, cookie=here, everywhere=everywhere)
    assert answer.json() == {"data": {"logout": {"sessionsEnded": ended, "errors": []}}}
    assert cookie_of(answer)["max-age"] == "0"
    errors = (await post(graphql, REFRESH, cookie=elsewhere)).json()["data"]["refreshSession"]["errors"]
    assert errors == ([OVER] if everywhere else [])


@pytest.mark.parametrize(
    "origin", [None, "null", "https://evil.example", "http://siems.test.evil.example", "siems.test"]
)
async def test_a_page_of_another_site_cannot_use_the_cookie(
    world: World, graphql: GraphQLClient, origin: str | None
) -> None:
    ada = await world.engineer()
    cookie = await in_browser(graphql, ada)
    for name, query in (("refreshSession", REFRESH), ("logout", LOGOUT)):
        answer = await post(graphql, query, cookie=cookie, origin=origin)
        assert answer.json()["data"] == {name: None}
        assert [error["extensions"] for error in answer.json()["errors"]] == [{"code": "FORBIDDEN"}]
        assert "set-cookie" not in answer.headers
    answer = await post(graphql, LOGIN, origin=origin, email=ada.email, password=PASSWORD, useCookie=True)
    assert answer.json()["data"] == {"login": None}
    assert "set-cookie" not in answer.headers
    assert (await post(graphql, REFRESH, cookie=cookie)).json()["data"]["refreshSession"]["errors"] == []


async def test_a_page_of_an_allowed_origin_may_use_the_cookie(
    world: World, app: Application, graphql: GraphQLClient
) -> None:
    transport = httpx.ASGITransport(create_app(app, ["https://status.example.com"]))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as http:
        allowing = GraphQLClient(app, http)
        cookie = await in_browser(allowing, await world.engineer())
        answer = await post(allowing, REFRESH, cookie=cookie, origin="https://status.example.com")
        assert answer.json()["data"]["refreshSession"]["errors"] == []


async def test_the_cookie_is_never_read_from_what_a_form_could_send(world: World, graphql: GraphQLClient) -> None:
    cookie = await in_browser(graphql, await world.engineer())
    headers = {"origin": HERE, "cookie": f"siems_refresh={cookie}"}
    document = "mutation { logout(input: {}) { sessionsEnded errors { code } } }"
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        sent = {**headers, "content-type": content_type}
        answer = await graphql.http.post("/graphql", content=f'{{"query": "{document}"}}', headers=sent)
        assert answer.status_code in (400, 415)
    answer = await graphql.http.get("/graphql", params={"query": document}, headers=headers)
    assert answer.status_code in (400, 405)
    assert (await post(graphql, REFRESH, cookie=cookie)).json()["data"]["refreshSession"]["errors"] == []


async def test_the_cookie_alone_lets_nobody_in(world: World, graphql: GraphQLClient) -> None:
    cookie = await in_browser(graphql, await world.engineer())
    answer = await graphql.send({"query": "{ me { id } }"}, None, {"origin": HERE, "cookie": f"siems_refresh={cookie}"})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]


async def test_log_ins_under_many_aliases_count_one_by_one(world: World, app: Application) -> None:
    ada = await world.engineer()
    guess = f'login(input: {{email: "{ada.email}", password: "wrong"}}) {{ errors {{ code }} }}'
    guesses = " ".join(f"g{number}: {guess}" for number in range(FAILURES_BY_ACCOUNT_AND_ADDRESS // 2))
    transport = httpx.ASGITransport(create_app(app), client=(f"192.0.2.{ada.id.int % 250}", 1))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as http:
        graphql = GraphQLClient(app, http)
        for _ in range(2):
            body = await graphql.ask(f"mutation {{ {guesses} }}")
            assert [answer["errors"] for answer in body["data"].values()] == [[{"code": "INVALID_CREDENTIALS"}]] * 10
        body = await graphql.ask(f"mutation {{ {guess} }}")
        assert body["data"] == {"login": None}
        [error] = body["errors"]
        assert error["extensions"]["code"] == "RATE_LIMITED"
        assert 890 <= error["extensions"]["retryAfter"] <= 900


async def test_a_promoted_person_keeps_the_id_and_a_demoted_one_loses_powers_at_the_next_request(
    world: World, graphql: GraphQLClient
) -> None:
    ada = await world.engineer("Ada")
    token = await world.token(ada)
    query = "{ me { __typename id } verifyAudit { checked } }"
    for role, kind in (("ADMIN", "Admin"), ("ENGINEER", "Engineer")):
        async with world.app.units.of(world.organization.id) as work:
            await work.rows("UPDATE users SET role = $2 WHERE id = $1 RETURNING id", ada.id, role)
        body = await graphql.ask(query, as_=token)
        assert body["data"]["me"] == {"__typename": kind, "id": user_id(ada)}
        assert (body["data"]["verifyAudit"] is None) == (role == "ENGINEER")
