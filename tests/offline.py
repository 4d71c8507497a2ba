"""The program as a child process that cannot use the network: `[sys.executable, "-c", OFFLINE_MKT, ...]`."""

OFFLINE_MKT = """
import sys
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise OSError(f"network use: {event} {args[1:]}")
sys.addaudithook(refuse)
from mtnlg_cli.cli import main
main()
"""
