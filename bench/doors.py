#!/usr/bin/python3
"""Measures what strangers at the relay's door cost a session, and what TLS does.

usage: doors.py [--rounds N] [--seconds S] [-- options of the relay]

A relay and its three parties run freely. In turn, N times (5) for S seconds (6) each, there is beside them
  nobody
  burner     a loop that does nothing: what any other program costs the session
  strangers  200 connections that say half a header and stop, 500 that say nothing, one that announces a frame of 1 GiB,
             each opened again as soon as the relay closes it, and hellos with bad tokens, as many as the core can send
They come from an address of their own. The relay's limits are its own, unless options of it after -- say otherwise. Says the
medians of steps a second and their ratio, how busy the core was kept, how much memory the relay gained, and that all is as
before once the strangers have gone. Ends with 1 where it is not. Wants the release build's programs.
"""

import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from process_figures import open_files, resident_mib

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "build" / "release" / "bin"
PARTIES = ("alice", "bob", "eve")
PATIENCE = 60  # seconds
POLL = 0.02
STRANGERS = {"half header": 200, "silent": 500, "gigabyte": 1, "bad token": 256}  # at a time
OURS = 4
THEIR_ADDRESS = "127.0.0.2"


def until(what, condition):
    end = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > end:
            sys.exit(f"doors.py: not within {PATIENCE} s: {what}")
        time.sleep(POLL)
    return value


class Session:
    """A relay and its parties, each a process."""

    def __init__(self, directory, options):
        self.directory = directory
        self.parts = []
        tokens = directory / "tokens.json"
        self._start("relay", ["--port", "0", "--port-file", directory / "port", "--tokens-file", tokens, *options])
        self.port = int(until("the relay listens", self._port))
        for party in PARTIES:
            secret = [] if party == "eve" else ["--secret-file", directory / "secret.hex"]
            create = ["--create-secret"] if party == "alice" else []
            if party == "bob":
                until("Alice's secret", (directory / "secret.hex").exists)
            self._start(party, ["--relay", f"127.0.0.1:{self.port}", *secret, *create],
                        {"SOTTO_TOKEN": json.loads(tokens.read_text())[party]})
        until("the session runs", lambda: self.step() > 0)

    def _start(self, name, arguments, environment=None):
        with (self.directory / f"{name}.log").open("w") as log:
            self.parts.append(subprocess.Popen([PROGRAMS / f"sotto-{name}", *map(str, arguments)],
                                               env=os.environ | (environment or {}), stdin=subprocess.DEVNULL,
                                               stdout=log, stderr=log))

    def _port(self):
        if self.parts[0].poll() is not None:
            sys.exit("doors.py: " + (self.directory / "relay.log").read_text().strip())
        try:
            return (self.directory / "port").read_text()
        except OSError:
            return None

    def _get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()

    def step(self):
        return json.loads(self._get("/api/sessions"))["sessions"][0]["step"]

    def steps_per_s(self, seconds):
        first, since = self.step(), time.monotonic()
        time.sleep(seconds)  # the time over which it is measured
        return (self.step() - first) / (time.monotonic() - since)

    def metric(self, name):
        return next(int(line.split()[1]) for line in self._get("/metrics").splitlines() if line.startswith(name + " "))

    @property
    def relay(self):
        return self.parts[0].pid

    def end(self):
        for part in reversed(self.parts):
            part.terminate()
        return [part.wait(PATIENCE) for part in self.parts]


# ---- Beside it ----

def rest(_port, stop):
    while not stop.value:
        time.sleep(0.1)  # it is there, and does nothing
    return collections.Counter()


def burn(_port, stop):
    while not stop.value:
        for _ in range(10_000):
            pass
    return collections.Counter()


def frame(opcode, payload, length=None):
    """As a client sends it, masked with nought."""
    length = len(payload) if length is None else length
    short = bytes([0x80 | length]) if length < 126 else (
        b"\xfe" + length.to_bytes(2, "big") if length < 65536 else b"\xff" + length.to_bytes(8, "big"))
    return bytes([0x80 | opcode]) + short + bytes(4) + payload


UPGRADE = (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
           b"Sec-WebSocket-Protocol: sotto.v3\r\n\r\n")
HELLO = json.dumps({"type": "hello", "protocol": 3, "session": "live", "role": "operator", "token": "0" * 64,
                    "holds": []}).encode()
SAYINGS = {"half header": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: " + b"x" * 1000,
           "silent": b"",
           "gigabyte": UPGRADE,
           "bad token": UPGRADE}
# Once the relay has answered.
FURTHER = {"gigabyte": frame(2, b" " * 5000, 1 << 30), "bad token": frame(1, HELLO)}


def knock(port, stop):
    """All strangers, in one process. How many of each kind have come to their end."""
    selector = selectors.DefaultSelector()
    ended = collections.Counter()

    def come(kind):
        stranger = socket.socket()
        stranger.setblocking(False)
        stranger.bind((THEIR_ADDRESS, 0))
        stranger.connect_ex(("127.0.0.1", port))  # it may have to wait until the relay accepts
        selector.register(stranger, selectors.EVENT_WRITE, (kind, bytearray()))

    def connected(key):
        stranger, kind = key.fileobj, key.data[0]
        if stranger.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0 and SAYINGS[kind]:
            stranger.send(SAYINGS[kind])
        selector.modify(stranger, selectors.EVENT_READ, key.data)

    for kind, count in STRANGERS.items():
        for _ in range(count):
            come(kind)
    while not stop.value:
        for key, ready in selector.select(timeout=0.1):
            kind, heard = key.data
            if ready & selectors.EVENT_WRITE:
                connected(key)
                continue
            try:
                heard += (new := key.fileobj.recv(65536))
            except OSError:
                new = b""
            if new and b'"error"' not in heard:
                if len(heard) == len(new) and kind in FURTHER:
                    key.fileobj.send(FURTHER[kind])
                continue
            selector.unregister(key.fileobj)
            key.fileobj.close()
            ended[kind] += 1
            come(kind)
    return ended


class Beside:
    """A process that keeps one core busy for as long as it is there."""

    def __init__(self, work, port):
        self._stop = multiprocessing.Value("b", 0)
        self._result = multiprocessing.SimpleQueue()
        self._process = multiprocessing.Process(target=lambda: self._result.put(self._busy(work, port)), daemon=True)
        self._process.start()

    def _busy(self, work, port):
        since, cpu = time.monotonic(), time.process_time()
        result = work(port, self._stop)
        return result, (time.process_time() - cpu) / (time.monotonic() - since)

    def end(self):
        """What became of its work, and the share of a core that it took."""
        self._stop.value = 1
        result = self._result.get()
        self._process.join(PATIENCE)
        return result


# ---- In turn ----

def measure(session, arguments):
    loads = {"nobody": rest, "burner": burn, "strangers": knock}
    rates = {name: [] for name in loads}
    shares = {name: [] for name in loads}
    knocks = collections.Counter()
    most = 0
    for round_ in range(arguments.rounds + 1):
        for name, work in loads.items():
            beside = Beside(work, session.port)
            rate = session.steps_per_s(arguments.seconds)
            if name == "strangers":
                most = max(most, session.metric("sotto_connections"))
            ended, share = beside.end()
            if round_ == 0:
                continue  # not before caches and allocator have seen both
            rates[name].append(rate)
            shares[name].append(share)
            knocks.update(ended)
            print(f"round {round_}  {name:9}  {rate:7.0f} steps/s", flush=True)
    return rates, shares, knocks, most


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        session = Session(pathlib.Path(name), arguments.options)
        files, memory = open_files(session.relay), resident_mib(session.relay)
        rates, shares, knocks, most = measure(session, arguments)
        memory = resident_mib(session.relay) - memory
        until("the strangers' connections have gone", lambda: session.metric("sotto_connections") == OURS)
        until("the relay's files are as before", lambda: open_files(session.relay) <= files)
        refused = session.metric("sotto_refused_connections_total")
        codes = session.end()
    seconds = arguments.rounds * arguments.seconds
    medians = {name: statistics.median(each) for name, each in rates.items()}
    for name, each in rates.items():
        print(f"beside {name:9}  median {medians[name]:.0f} steps/s ({min(each):.0f} to {max(each):.0f}), "
              f"which took {statistics.median(shares[name]):.2f} of a core")
    for other in ("nobody", "burner"):
        print(f"strangers over {other} {medians['strangers'] / medians[other]:.2f}")
    print(f"strangers: up to {most} connections at a time, {refused} turned away; ended in some {seconds:.0f} s: " +
          ", ".join(f"{count} of '{kind}'" for kind, count in knocks.items()))
    print(f"the relay gained {memory:.1f} MiB, and has as many connections and open files as before; exit codes {codes}")
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
