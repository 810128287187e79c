"""Where a server and the processes it started can be reached."""

import socket
import time

import psutil


def wait_until_it_listens(address, process):
    """Return when a server at "127.0.0.1:8888" can be reached, or has ended."""
    host, port = address.split(":")
    while process.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)


def listening(pid):
    """The addresses at which a process and its children wait for others: a set."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
