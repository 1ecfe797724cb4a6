"""Asks for every address of `test_fetch` in a network of its own, where all those addresses are this machine's and
somebody listens at each; prints how many sockets were opened to it. Run by `unshare --user --map-root-user --net`."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading

from greffier.errors import ReportError
from greffier.intake.fetch import Fetcher
from intake.test_fetch import REFUSED

V4 = ("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "192.0.2.1", "240.0.0.1")
V6 = ("fc00::1", "fe80::1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:7f00:1::", "2a00:1450::1")
MET: list[str] = []


def listen(family: socket.AddressFamily, port: int) -> None:
    server = socket.socket(family)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family is socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind(("::" if family is socket.AF_INET6 else "0.0.0.0", port))
    server.listen()

    def met() -> None:
        while True:
            wire, whom = server.accept()
            MET.append(f"{whom[0]} port {port}")
            wire.close()

    threading.Thread(target=met, daemon=True).start()


def main() -> int:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in V4:
        subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=True)
    for address in V6:
        subprocess.run(["ip", "-6", "addr", "add", f"{address}/128", "dev", "lo"], check=True)
    for port in (80, 443, 22):
        for family in (socket.AF_INET, socket.AF_INET6):
            listen(family, port)
    for host in ("127.0.0.1", "169.254.169.254", "::1", "fc00::1"):  # that somebody would notice
        socket.create_connection((host, 80), 5).close()
    threading.Event().wait(0.3)
    if len(MET) != 4:
        print(f"the listeners met {MET}", file=sys.stderr)
        return 1
    MET.clear()
    refused = 0
    for address in REFUSED:
        try:
            Fetcher().fetch(address)
        except ReportError:
            refused += 1
    threading.Event().wait(0.3)
    print(refused, len(REFUSED), len(MET), *MET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
