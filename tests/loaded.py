"""The process that `warm` forks: it has loaded all of SIEMS, has no threads, and has opened nothing.

`python loaded.py SOCKET`: each byte from that socket comes with four files: where to say how it goes, and stdin, stdout
and stderr of the process that is wanted. What it is to run follows on the first of them, as JSON.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import Any

from siems.cli.command import commands, main
from siems.cli.lazy import LazyCommand


def load(group: Any) -> None:
    """Loads the code of every command, as each of them does by itself otherwise."""
    for command in group.commands.values():
        if isinstance(command, LazyCommand):
            importlib.import_module(command.module)
        else:
            load(command)


def wanted(orders: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Returns once in each process that is wanted: what it is to run, and its three files. Ends with the tests."""
    while True:
        byte, files, _, _ = socket.recv_fds(orders, 1, 4)
        if not byte:
            os._exit(0)
        if os.fork() == 0:
            orders.close()
            return kept(*files)
        for file in files:
            os.close(file)


def kept(answers: int, *files: int) -> tuple[dict[str, Any], list[int]]:
    """Forks once more, and says of the child its pid and, when it has ended, its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with socket.socket(fileno=answers) as channel:
        order = json.load(channel.makefile("rb"))
        if (pid := os.fork()) != 0:
            for file in files:
                os.close(file)
            channel.sendall(f"{pid}\n".encode())
            channel.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
            os._exit(0)
    return order, list(files)


def become(order: dict[str, Any], files: list[int]) -> None:
    """Makes this process what a new one would be: its session, its files, its environment, its arguments."""
    os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["arguments"]


if __name__ == "__main__":
    gc.disable()
    load(commands)
    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait
    become(*wanted(socket.socket(fileno=int(sys.argv[1]))))
    if sys.argv[0] == "siems":
        main()
    else:
        runpy.run_path(sys.argv[0], run_name="__main__")
