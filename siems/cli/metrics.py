"""Numbers for Prometheus from a process that serves nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from siems.config import ConfigurationError, Settings
from siems.observers.metrics import Metrics


@contextmanager
def metrics_served(settings: Settings, metrics: Metrics) -> Iterator[None]:
    """Serves them at SIEMS_METRICS_PORT, if that is set, from a thread of its own, for as long as the block lasts.

    Raises ConfigurationError if the port cannot be had.
    """
    if settings.metrics_port is None:
        yield
        return
    try:
        server, thread = start_http_server(settings.metrics_port, settings.host, metrics.registry)
    except OSError as error:
        where = f"{settings.host}:{settings.metrics_port}"
        raise ConfigurationError(
            f"Cannot listen on {where}: {(error.strerror or str(error)).lower()}. Give another port with "
            "SIEMS_METRICS_PORT."
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
