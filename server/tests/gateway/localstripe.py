"""localstripe (PyPI) on a free port of the loopback interface, which it says; until its input ends."""

import os
import socket
import sys
import threading

from aiohttp import web
from localstripe import resources
from localstripe.server import app


def end_with_input():
    sys.stdin.read()
    os._exit(0)


# What the tests make is nobody else's.
resources.Store.dump_to_disk = lambda self: None
threading.Thread(target=end_with_input, daemon=True).start()
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
web.run_app(app, sock=listener, print=None, access_log=None)
