"""The embedded PostgreSQL: the only package that knows how a server is found, started, shared and stopped.

In: a data folder. Out: the URL of a running server that listens on a private unix socket and on no TCP port.
Any number of processes may attach to the same folder; the last one that lets go stops the server. The count is
kept by the kernel (shared file locks), so that a process that was killed is never counted.
"""

from orderway.project.postgres.attach import Attachment, attach, is_running
from orderway.project.postgres.binaries import OLDEST_MAJOR, Binaries, find_binaries, find_client
from orderway.project.postgres.place import Place, cluster_major, find_place, server_url

__all__ = [
    "OLDEST_MAJOR",
    "Attachment",
    "Binaries",
    "Place",
    "attach",
    "cluster_major",
    "find_binaries",
    "find_client",
    "find_place",
    "is_running",
    "server_url",
]
