"""Where a server and the processes it started can be reached."""

import psutil


def listening(pid):
    """The addresses at which a process and its children wait for others: a set."""
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return {
        connection.laddr.ip
        for process in processes
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
