"""How the built dashboard is served: its page at every address of its own, its files, and what the headers allow."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from siems.app import create_app
from siems.bootstrap import Application
from siems.dashboard import NOT_BUILT, NOT_HERE, content_security_policy

PAGE = '<!doctype html><meta property="csp-nonce" nonce="SIEMS-NONCE"><script src="/assets/app-1a2b.js"></script>'
SCRIPT, PICTURE = b"console.log('hello')", b"<svg/>"
FOR_EVER, ASK_FIRST = "public, max-age=31536000, immutable", "no-cache"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A dashboard, as `npm run build` leaves it."""
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text(PAGE)
    (tmp_path / "dist" / "favicon.svg").write_bytes(PICTURE)
    (assets / "app-1a2b.js").write_bytes(SCRIPT)
    (assets / "app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    return tmp_path / "dist"


def browser(app: Application, dashboard: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(app, dashboard=dashboard))
    return httpx.AsyncClient(transport=transport, base_url="http://siems.test:8000")


@pytest.fixture
async def http(app: Application, built: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, built) as http:
        yield http


@pytest.mark.parametrize("path", ["/", "/board?status=OPEN", "/incidents/INC-42", "/admin/people", "/index"])
async def test_every_address_of_the_page_gives_the_page(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!doctype html>")
    assert answer.headers["cache-control"] == ASK_FIRST


@pytest.mark.parametrize(
    "path",
    [
        *("/assets/app-9z9z.js", "/assets/", "/assets/app-1a2b.js/more", "/missing.js", "/robots.txt", "/index.html"),
        *("/graphql/", "/graphql/more", "/healthz/", "/metrics/x", "/calendars/x", "/playground-assets/no.js"),
        *("/../pyproject.toml", "/assets/..%2f..%2fpyproject.toml", "/assets/%2e%2e/%2e%2e/secret.key"),
    ],
)
async def test_what_is_not_there_is_404_and_not_the_page(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.text in (NOT_HERE, "Not Found")


async def test_the_api_and_its_health_are_not_hidden_by_the_page(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert (await http.post("/graphql", json={"query": "{ __typename }"})).json() == {"data": {"__typename": "Query"}}
    assert (await http.post("/board")).status_code == 405


async def test_hashed_files_are_kept_for_ever_and_others_are_asked_for_again(http: httpx.AsyncClient) -> None:
    script, picture = await http.get("/assets/app-1a2b.js"), await http.get("/favicon.svg")
    assert (script.content, script.headers["cache-control"]) == (SCRIPT, FOR_EVER)
    assert (picture.content, picture.headers["cache-control"]) == (PICTURE, ASK_FIRST)
    assert [each.headers["content-type"].split(";")[0] for each in (script, picture)] == [
        "text/javascript",
        "image/svg+xml",
    ]
    assert {each.headers["x-content-type-options"] for each in (script, picture)} == {"nosniff"}


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, deflate, br", "gzip"), ("gzip;q=0.8", "gzip"), ("br", None), ("identity", None)]
)
async def test_what_was_compressed_when_it_was_built_is_sent_so_to_who_takes_it(
    http: httpx.AsyncClient, accepts: str, encoding: str | None
) -> None:
    answer = await http.get("/assets/app-1a2b.js", headers={"accept-encoding": accepts})
    assert answer.headers.get("content-encoding") == encoding
    assert (answer.content, answer.headers["vary"]) == (SCRIPT, "accept-encoding")
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_no_other_site_frames_the_page_and_it_loads_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    headers = (await http.get("/board")).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    nonce = policy["style-src"].removeprefix("'self' ")
    assert policy == {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": f"'self' {nonce}",
        "img-src": "'self' data:",
        "connect-src": "'self' ws://siems.test:8000 wss://siems.test:8000",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert {name: headers[name] for name in ("x-frame-options", "x-content-type-options", "referrer-policy")} == {
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }


async def test_each_answer_has_a_nonce_of_its_own(http: httpx.AsyncClient) -> None:
    pages = [await http.get("/") for _ in range(2)]
    nonces = [re.findall(r'nonce="([\w-]{22})"', page.text)[0] for page in pages]
    assert nonces[0] != nonces[1]
    for nonce, page in zip(nonces, pages, strict=True):
        assert f"'nonce-{nonce}'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["", "evil.example; script-src *", "a b", "x,y", "[::1]; x"])
def test_a_host_that_is_none_says_nothing_in_the_policy(host: str) -> None:
    assert "connect-src 'self';" in content_security_policy("n", host)


@pytest.mark.parametrize("host", ["localhost:8000", "siems.example.com", "[::1]:8000", "10.0.0.7"])
def test_the_websocket_of_this_site_may_be_connected_to(host: str) -> None:
    assert f"connect-src 'self' ws://{host} wss://{host};" in content_security_policy("n", host)


async def test_without_a_built_dashboard_there_is_the_api_and_one_line_that_says_how_to_get_it(
    app: Application, tmp_path: Path
) -> None:
    async with browser(app, tmp_path / "nowhere") as http:
        answer = await http.get("/")
        assert (answer.status_code, answer.text) == (200, NOT_BUILT)
        assert NOT_BUILT.count("\n") == 1
        assert (await http.get("/board")).status_code == 404
        assert (await http.get("/healthz")).json() == {"status": "ok"}
