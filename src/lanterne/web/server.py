"""uvicorn, run from within: a port taken early, streams ended first, requests under way answered."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, NamedTuple

import structlog
import uvicorn
from litestar.types import ASGIApp

from lanterne.errors import LanterneError

CONNECTIONS: Final = 900
"""More are answered 503; below the 1,024 open files that a process is commonly allowed."""

SWITCH_S: Final = 0.001
"""Longest that one thread keeps the interpreter: at Python's 5 ms the journal's writer waits for the event
loop, and the event loop for the forecast."""

GRACE_S: Final = 10
KEEP_ALIVE_S: Final = 30
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Certificate(NamedTuple):
    """The files of a certificate, with its chain, and of its private key, in PEM."""

    chain: Path
    key: Path

    def check(self) -> None:
        """See that they can be read and belong together.

        Raises
        ------
        LanterneError
            If not.
        """
        for file in self:
            if not file.is_file():
                raise LanterneError(f"There is no file {file}. Give --cert FILE and --key FILE in PEM.")
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.chain, self.key, password="")
        except (OSError, ssl.SSLError) as error:
            raise LanterneError(
                f"{self.chain} and {self.key} are no certificate and its key without a password: {error}."
            ) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on `host`."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises
    ------
    LanterneError
        If the port is in use or the host is not this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server((str(address[0]), port), family=family, backlog=2_048)
    except OSError as error:
        raise LanterneError(f"Cannot listen on {host} port {port}: {_why(error)}") from None


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is in use. Stop the other server, or give another port with --port."
    if error.errno == errno.EACCES:
        return "that port needs more rights. Give one above 1023 with --port."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address. Give one of its own, or 0.0.0.0 for all, with --host."
    return f"{error.strerror}."


async def run_app(
    app: ASGIApp,
    listener: socket.socket,
    closing: asyncio.Event,
    on_ready: Callable[[], None],
    certificate: Certificate | None = None,
) -> None:
    """Serve until `closing` is set, the process is told to stop, or the caller is cancelled.

    Parameters
    ----------
    app : ASGI application
    listener : socket
        From `listen`; closed at the end.
    closing : asyncio.Event
        Set, by whoever is first, when the server is to stop; streams end on it.
    on_ready : callable
        Called once requests are answered.
    certificate : Certificate, optional
        For HTTPS.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        ssl_certfile=None if certificate is None else certificate.chain,
        ssl_keyfile=None if certificate is None else certificate.key,
    )
    server = _Server(config, closing, on_ready)
    with _stopping_on_signals(server):
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        stopping = asyncio.create_task(closing.wait())
        try:
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closing.set()
            server.should_exit = True
            stopping.cancel()
            await serving


class _Server(uvicorn.Server):
    """uvicorn's server without its handling of signals, which would raise them again at the end."""

    def __init__(self, config: uvicorn.Config, closing: asyncio.Event, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._closing = closing
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()

    def stop(self, which: signal.Signals) -> None:
        """Stop when all are answered; at once when asked a second time."""
        self._closing.set()
        self.handle_exit(which, None)


@contextmanager
def _stopping_on_signals(server: _Server) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):  # Windows: there the interrupt stops the loop itself
        for which in _SIGNALS:
            loop.add_signal_handler(which, server.stop, which)
    try:
        yield
    finally:
        with suppress(NotImplementedError):
            for which in _SIGNALS:
                loop.remove_signal_handler(which)


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end on the fastest event loop there is, with its log on standard error."""
    sys.setswitchinterval(SWITCH_S)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    with asyncio.Runner(loop_factory=uvicorn.Config("").get_loop_factory()) as runner:
        runner.run(main)
