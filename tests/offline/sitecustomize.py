"""Every Python that the tests start reaches this machine alone, the kernels too.

Python runs this at each start where this folder is on PYTHONPATH. What asks for another
machine stops with an error that no library takes for a bad connection.
"""

import ipaddress
import socket
import sys

ASKS = {
    "socket.bind": lambda place: place[1],
    "socket.connect": lambda place: place[1],
    "socket.sendto": lambda place: place[1],
    "socket.getaddrinfo": lambda place: place,
    "socket.gethostbyname": lambda place: place,
}


def refuse_others(event, told):
    """Raise RuntimeError where Python asks for another machine; an audit hook."""
    if event not in ASKS:
        return
    address = ASKS[event](told)
    # A path is a socket of Unix, and None the machine itself.
    if isinstance(address, tuple) and address[0] is not None and not is_here(*address):
        raise RuntimeError(f"expected no network but 127.0.0.1, got {address[0]!r}")


def is_here(host, *_):
    """Return whether a host is this machine, seen from itself."""
    host = host.decode() if isinstance(host, bytes) else host
    if host in ("localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(refuse_others)
