"""Starts the Lambda Runtime Interface Client for one function, whose calls of AWS's host names reach the engine."""

import os
import re
import socket
import ssl
import sys

# A name that the template does not define is refused by the engine: nothing of a local run leaves the machine.
AWS_HOST = re.compile(r"(?:^|\.)(?:amazonaws\.com|amazoncognito\.com|cloudfront\.net|on\.aws)$")


def is_aws(host):
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    return isinstance(host, str) and AWS_HOST.search(host.lower()) is not None


def connect_aws_hosts_to(port, authority):
    """Resolves AWS's host names to the engine's port, and trusts its authority for these names alone."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, service, *args, **kwargs):
        return resolve("127.0.0.1", port, *args, **kwargs) if is_aws(host) else resolve(host, service, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo

    # A name that the engine's certificate does not list is accepted, as the connection does not leave the machine.
    context = ssl.create_default_context(cadata=authority)
    context.check_hostname = False
    wrap_socket, wrap_bio = ssl.SSLContext.wrap_socket, ssl.SSLContext.wrap_bio

    def patched_socket(self, sock, *args, **kwargs):
        return wrap_socket(context if is_aws(kwargs.get("server_hostname")) else self, sock, *args, **kwargs)

    def patched_bio(self, *args, **kwargs):
        name = kwargs.get("server_hostname", args[3] if len(args) > 3 else None)
        return wrap_bio(context if is_aws(name) else self, *args, **kwargs)

    ssl.SSLContext.wrap_socket = patched_socket
    ssl.SSLContext.wrap_bio = patched_bio


engine_port = os.environ.pop("PARLEY_ENGINE_PORT", None)
engine_authority = os.environ.pop("PARLEY_ENGINE_AUTHORITY", None)
if engine_port is not None and engine_authority is not None:
    connect_aws_hosts_to(int(engine_port), engine_authority)

# As on Lambda, the function's folder comes first, and the folder of this file is no place for modules.
sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
sys.argv = ["awslambdaric", sys.argv[1]]

from awslambdaric.__main__ import main  # noqa: E402

main(sys.argv)
