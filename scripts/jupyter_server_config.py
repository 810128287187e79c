"""What JupyterLab and Notebook do in the course's environment.

The set-up copies this to etc/jupyter in the environment, where Jupyter reads it.
"""

import logging
import re

import zmq


def calm(record):
    """Let through what goes wrong, and of the greeting the address alone."""
    address = re.search(r"http://127\S+token=\w+", record.getMessage())
    if address and record.levelno == logging.CRITICAL:
        record.msg, record.args = address[0], None
    return record.levelno >= logging.ERROR


c = get_config()  # noqa: F821
c.Application.logging_config = {
    "formatters": {"console": {"format": "%(message)s"}},
    "filters": {"calm": {"()": lambda: calm}},
    "handlers": {"console": {"filters": ["calm"]}},
}
# `make app` starts Voila; in JupyterLab it would only greet with a warning.
c.ServerApp.jpserver_extensions = {"voila.server_extension": False}
# The course asks nothing of the network.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
# What a chapter says to its kernel is encrypted where the system has it.
if zmq.has("curve"):
    c.KernelManager.transport_encryption = "auto"
