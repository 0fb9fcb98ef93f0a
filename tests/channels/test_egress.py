"""The guard: nothing that people may name leads into the operator's own network."""

import asyncio
import smtplib
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest
import requests
import uvloop
from listeners import HANG, Answer, http_listener

from siems.egress import NOT_ALLOWED, Egress, NotAllowed, Rules, TookTooLong, Work, networks

LOOPBACK = networks(["127.0.0.0/8"])
SPELLINGS_OF_LOOPBACK = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1"),
    *("127.255.255.254", "0", "0.0.0.0", "localhost", "::1", "::", "::ffff:127.0.0.1", "::ffff:7f00:1"),
]
HOSTILE = [
    *SPELLINGS_OF_LOOPBACK,
    *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1"),
    *("2001:0:7f00:1::", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "192.0.0.8"),
    *("169.254.169.254", "::ffff:169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200"),
    *("168.63.129.16", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1"),
    *("fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001:10::1", "3fff::1", "5f00::1"),
]


@pytest.mark.parametrize("host", HOSTILE)
async def test_hostile_addresses_are_refused_when_they_are_connected_to(host: str) -> None:
    with http_listener() as server:
        seen: list[Work] = []

        def connect(work: Work) -> None:
            seen.append(work)
            socket.create_connection((host, server.port), timeout=2).close()

        with pytest.raises(NotAllowed):
            await Egress().run(connect, 10)
    assert seen[0].refused
    assert server.received == []


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_public_internet_is_allowed(address: str) -> None:
    assert Rules().judge(ip_address(address), 443, frozenset(), allowed_only=False)
    assert not Rules().judge(ip_address(address), 443, frozenset(), allowed_only=True)


@pytest.mark.parametrize(
    ("allowed", "address", "expected"),
    [
        ("10.1.0.0/16", "10.1.2.3", True),
        ("10.1.0.0/16", "10.2.0.1", False),
        ("10.1.0.0/16", "::ffff:10.1.2.3", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("fd00::/8", "fd12:3456::1", True),
        *(("0.0.0.0/0", metadata, False) for metadata in ("169.254.169.254", "100.100.100.200", "168.63.129.16")),
        ("fd00::/8", "fd00:ec2::254", False),
        ("169.254.169.254", "169.254.169.254", False),
    ],
)
def test_an_operator_allows_networks_but_never_the_metadata_of_a_cloud(
    allowed: str, address: str, expected: bool
) -> None:
    rules = Rules(networks([allowed]))
    assert rules.judge(ip_address(address), 443, frozenset(), allowed_only=True) is expected


async def test_the_own_servers_are_refused_even_in_an_allowed_network() -> None:
    with http_listener() as database, http_listener() as other:
        egress = Egress(Rules(LOOPBACK, own=(("localhost", database.port),)))
        with pytest.raises(requests.ConnectionError):
            await egress.run(lambda work: requests.get(database.url, timeout=5), 10)
        assert (await egress.run(lambda work: requests.get(other.url, timeout=5), 10)).status_code == 200
    assert (len(database.received), len(other.received)) == (0, 1)


async def test_dns_that_changes_its_mind_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is checked, and loopback when it is connected to."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *more: Any, **named: Any) -> object:
        if host != "rebind.example":
            return real(host, port, *more, **named)
        asked.append(host)
        address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with http_listener() as server:

        def check_and_get(work: Work) -> None:
            [(_, _, _, _, checked)] = socket.getaddrinfo("rebind.example", server.port)
            assert ip_address(checked[0]).is_global
            requests.get(f"http://rebind.example:{server.port}/", timeout=5)

        with pytest.raises(requests.ConnectionError):
            await Egress().run(check_and_get, 10)
    assert asked == ["rebind.example"] * 2
    assert server.received == []


async def test_a_redirect_into_the_network_is_refused_at_its_hop() -> None:
    with http_listener() as inside, http_listener(Answer(302, {"Location": inside.url})) as outside:
        egress = Egress(Rules(LOOPBACK, own=(("127.0.0.1", inside.port),)))
        with pytest.raises(requests.ConnectionError):
            await egress.run(lambda work: requests.get(outside.url, timeout=5), 10)
    assert (len(outside.received), inside.received) == (1, [])


def _by_requests(port: int) -> None:
    requests.get(f"http://127.0.0.1:{port}/", timeout=5)


def _by_smtplib(port: int) -> None:
    smtplib.SMTP("127.0.0.1", port, timeout=5)


def _by_name(port: int) -> None:
    with socket.socket() as unresolved:
        unresolved.connect(("localhost", port))


def _without_exceptions(port: int) -> None:
    with socket.socket() as connecting:
        connecting.connect_ex(("127.0.0.1", port))


def _by_udp(port: int) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
        datagrams.sendto(b"x", ("127.0.0.1", port))


def _by_unix_socket(port: int) -> None:
    with socket.socket(socket.AF_UNIX) as unix:
        unix.connect("/run/docker.sock")


def _in_a_process(port: int) -> None:
    subprocess.run(["curl", f"http://127.0.0.1:{port}"], check=False)


@pytest.mark.parametrize(
    "way",
    [
        *(_by_requests, _by_smtplib, _by_name, _without_exceptions, _by_udp, _by_unix_socket),
        _in_a_process,
    ],
)
async def test_no_way_of_connecting_is_beside_the_guard(way: Callable[[int], None]) -> None:
    with http_listener() as server, pytest.raises(OSError):  # noqa: PT011  (each package has its own subclass)
        await Egress().run(lambda work: way(server.port), 10)
    assert server.received == []


async def test_only_guarded_work_is_guarded() -> None:
    with http_listener() as server:
        egress = Egress()
        with pytest.raises(OSError, match="SIEMS does not connect"):
            await egress.run(lambda work: _by_requests(server.port), 10)
        await asyncio.to_thread(_by_requests, server.port)
        await egress.run(lambda work: _by_requests(server.port), 10, trusted=True)
    assert len(server.received) == 2


async def test_the_refusal_does_not_say_what_is_behind_the_address() -> None:
    with http_listener() as server, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        texts = set()
        for port in (server.port, free.getsockname()[1]):
            with pytest.raises(NotAllowed) as error:
                await Egress().run(lambda work, port=port: _by_smtplib(port), 10)
            texts.add(str(error.value))
    assert texts == {NOT_ALLOWED}


@pytest.mark.parametrize("answer", [HANG, Answer(drip=True)])
async def test_work_that_takes_too_long_is_cut_off_and_its_thread_ends(answer: Answer) -> None:
    ended = threading.Event()
    with http_listener(answer) as server:

        def get(work: Work) -> None:
            try:
                requests.get(server.url, timeout=60)
            finally:
                ended.set()

        with pytest.raises(TookTooLong):
            await Egress(Rules(LOOPBACK)).run(get, 0.2)
        assert await asyncio.to_thread(ended.wait, 10)


async def test_nothing_is_connected_after_the_time_is_up() -> None:
    began, late = threading.Event(), threading.Event()
    with http_listener() as server:

        def dawdle(work: Work) -> None:
            began.set()
            late.wait(10)
            try:
                _by_requests(server.port)
            finally:
                late.clear()

        with pytest.raises(TookTooLong):
            await Egress(Rules(LOOPBACK)).run(dawdle, 0.05)
        late.set()
        for _ in range(500):
            if not late.is_set():
                break
            await asyncio.to_thread(time.sleep, 0.01)
        assert began.is_set()
    assert server.received == []


async def test_what_the_work_raises_is_raised() -> None:
    def fail(work: Work) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Egress().run(fail, 10)


def test_the_guard_holds_under_uvloop() -> None:
    """Whose sockets Python does not see; those of guarded work are not uvloop's."""
    loop = uvloop.new_event_loop()
    try:
        with http_listener() as server:
            for way in (_by_requests, _by_smtplib):
                with pytest.raises(OSError):  # noqa: PT011  (each package has its own subclass)
                    loop.run_until_complete(Egress().run(lambda work, way=way: way(server.port), 10))
        assert server.received == []
    finally:
        loop.close()
