"""The guard of outgoing requests: what people may name as an address does not lead into the operator's own network.

While a guarded piece of work runs, every connection that Python makes for it is judged at the moment of connecting, by
the address that is really connected to: an audit hook of the interpreter sees it after names are resolved and numbers
are read, whichever package connects. So it does not matter how an address is spelled, what DNS says a moment later,
or where a redirect leads. See docs/decisions/0013-no-way-in.md.
"""

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeVar

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
T = TypeVar("T")

AT_ONCE = 32
NOT_ALLOWED = (
    "SIEMS does not connect to the address that this leads to. An administrator of the server can allow its network "
    "(SIEMS_ALLOWED_NETWORKS)."
)
_INSIDE = tuple(
    ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
"""Spelled out, since what `ipaddress` calls global differs between patches of Python."""
_GLOBAL_V6 = IPv6Network("2000::/3")
_V4_IN_V6 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""Where the last 32 bits are the IPv4 address that is reached: mapped, and NAT64."""
_METADATA = frozenset(
    ip_address(address)
    for address in (
        *("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"),
        *("100.100.100.200", "168.63.129.16", "192.0.0.192"),
    )
)
"""Where clouds give out credentials: never reached, whatever networks are allowed."""
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LEAVING = frozenset(
    {
        *("_thread.start_new_thread", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"),
        *("os.fork", "os.forkpty", "os.startfile"),
    }
)
"""What would do work beside the guard. (Python 3.11 does not tell of new threads, which have a context of their own:
no service of siems.channels.apps starts one.)"""


_WATCHED = _CONNECTING | _LEAVING


class NotAllowed(OSError):
    """A connection that the guard refused. An OSError, so that packages treat it as one that failed."""

    def __init__(self) -> None:
        super().__init__(NOT_ALLOWED)


class TookTooLong(Exception):
    """The work was not done in time; its connections are cut."""


@dataclass(frozen=True)
class Rules:
    """Where connections may lead, besides the public internet."""

    allowed: tuple[Network, ...] = ()
    own: tuple[tuple[str, int], ...] = ()
    """Hosts and ports of SIEMS's own servers, which are never connected to."""

    def judge(self, address: Address, port: int, own: frozenset[tuple[Address, int]], allowed_only: bool) -> bool:
        """True if this may be connected to. With `allowed_only` the public internet is not enough."""
        reached = _reached(address)
        if reached in _METADATA or address in _METADATA or (reached, port) in own:
            return False
        if any(each in network for each in (address, reached) for network in self.allowed):
            return True
        return not allowed_only and _public(reached)

    def own_addresses(self) -> frozenset[tuple[Address, int]]:
        """What SIEMS's own servers are found at just now."""
        found: set[tuple[Address, int]] = set()
        for host, port in self.own:
            with suppress(OSError, UnicodeError):
                infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
                found |= {(_reached(ip_address(info[4][0])), port) for info in infos}
        return frozenset(found)


class Work:
    """One piece of guarded work: what it may connect to, what it is connected to, and whether it was refused."""

    def __init__(self, rules: Rules | None, allowed_only: bool) -> None:
        self._rules, self._allowed_only = rules, allowed_only
        self._own = rules.own_addresses if rules else frozenset
        self._lock, self._ended = threading.Lock(), False
        self._sockets: list[socket.socket] = []
        self.refused = False
        """Whether the last connection that it tried was refused."""

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Raises NotAllowed if the work must not do what it is about to do."""
        if event in _LEAVING:
            raise NotAllowed
        connecting, address = arguments[0], arguments[1]
        if address is None:  # a message along a connection that was judged when it was made
            return
        self.refused = self._rules is not None and not self._may(self._rules, connecting, address)
        if self.refused:
            raise NotAllowed
        self._keep(connecting)

    def _may(self, rules: Rules, connecting: socket.socket, address: Any) -> bool:
        if connecting.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
            return False
        try:
            literal = ip_address(address[0].partition("%")[0])
        except (ValueError, AttributeError):  # a name: the interpreter has resolved it and does not say to what
            return False
        return rules.judge(literal, address[1], self._own(), self._allowed_only)

    def _keep(self, connecting: socket.socket) -> None:
        """A second descriptor of the same connection, since TLS takes the first one over."""
        with self._lock:
            if self._ended:
                raise NotAllowed
            self._sockets.append(socket.socket(fileno=os.dup(connecting.fileno())))

    def end(self) -> None:
        """Cuts whatever is still connected. Nothing can be connected afterwards."""
        with self._lock:
            self._ended, sockets = True, self._sockets
            self._sockets = []
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


class Egress:
    """Does blocking work in threads of its own, guarded and in bounded time. One a process."""

    def __init__(self, rules: Rules = Rules()) -> None:
        self._rules = rules
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="egress")

    async def run(
        self, do: Callable[[Work], T], seconds: float, *, trusted: bool = False, allowed_only: bool = False
    ) -> T:
        """What `do` returns. Raises what it raises, and TookTooLong if that takes longer than `seconds`.

        `trusted` work goes where the operator's settings say, so no address is refused; work that is `allowed_only`
        reaches nothing but the networks that the operator allows.
        """
        _install()
        work = Work(None if trusted else self._rules, allowed_only)
        context = copy_context()
        context.run(_present.set, work)
        future = asyncio.get_running_loop().run_in_executor(self._threads, context.run, do, work)
        future.add_done_callback(_seen)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(future)
        except TimeoutError:
            if future.done() and not future.cancelled() and isinstance(future.exception(), TimeoutError):
                raise  # its own, such as of a socket
            raise TookTooLong from None
        finally:
            work.end()


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """The networks, as 10.1.0.0/16 or fd00::/8 or one address. Raises ValueError that names what is none."""
    return tuple(ip_network(text) for text in texts)


def _public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _GLOBAL_V6:
        return False
    return not any(address in network for network in _INSIDE) and address.is_global and not address.is_multicast


def _reached(address: Address) -> Address:
    """The IPv4 address that is reached by an IPv6 address that only wraps one."""
    if isinstance(address, IPv6Address) and any(address in network for network in _V4_IN_V6):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _seen(future: "asyncio.Future[Any]") -> None:
    """Whatever becomes of work that nobody waits for any more is nobody's business."""
    if not future.cancelled():
        future.exception()


_present: ContextVar[Work | None] = ContextVar("guarded work", default=None)
_installed: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _WATCHED and (work := _present.get()) is not None:
        work.see(event, arguments)


def _install() -> None:
    """Once a process, and only in one that sends: an audit hook costs a little, and cannot be taken out again."""
    if not _installed:
        sys.addaudithook(_hook)
        _installed.append(True)
