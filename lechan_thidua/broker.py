"""Redis as kombu speaks to it, but for one gap: a line that was closed says so in words a worker survives.

When the broker goes away while an order is being carried out, kombu 5 asks the closed line for the broker's address, to
hand the order back, and fails with AttributeError. A worker takes that for a fault of its own and ends. As an error of
the connection it is what the worker waits and tries again for; the order itself comes back by its visibility timeout,
and what it was about by the sweeps (reliability F4).
"""

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError


class Channel(redis.Channel):
    """Tells of a line without a broker as of a lost connection."""

    def _connparams(self, asynchronous=False):
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("the line to the broker is closed")
        return super()._connparams(asynchronous)


class Transport(redis.Transport):
    """kombu's own, with that channel."""

    Channel = Channel


def install() -> None:
    """Let every address of a Redis, on a port or a socket, lead here."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
