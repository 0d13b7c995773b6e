#!/usr/bin/python3
"""How large the journal of a session is that runs for a day at full speed.

usage: journal_size.py [STEPS-A-SECOND]

Has the relay make a journal, fills it as the relay does in 24 h (4,000 steps a second where nothing else is said: the
newest 100,000 steps one by one, buckets of 1,000 before them, four series) and prints its size. Wants the release
build's programs.
"""

import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

RELAY = pathlib.Path(__file__).resolve().parent.parent / "build" / "release" / "bin" / "sotto-relay"
ONE_BY_ONE, BUCKET, SERIES = 100_000, 1_000, 4


def make_journal(directory):
    file = directory / "journal.sqlite"
    port = directory / "port"
    relay = subprocess.Popen([RELAY, "--port", "0", "--port-file", port, "--tokens-file", directory / "tokens.json",
                              "--journal", file, "--log-level", "off"], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not port.exists():
        if relay.poll() is not None or time.monotonic() > until:
            sys.exit("journal_size.py: the relay did not listen within 30 s")
        time.sleep(0.01)
    relay.send_signal(signal.SIGTERM)
    relay.wait(30)
    return file


def main():
    if len(sys.argv) > 2 or (len(sys.argv) == 2 and not sys.argv[1].isdigit()):
        sys.exit(__doc__)
    steps = 86_400 * int(sys.argv[1] if len(sys.argv) == 2 else 4_000)
    folded = max(0, (steps - ONE_BY_ONE) // BUCKET)
    number = random.Random(1).random
    with tempfile.TemporaryDirectory() as name:
        file = make_journal(pathlib.Path(name))
        journal = sqlite3.connect(file)
        figures = ", ".join(f"{figure}{i}" for i in range(SERIES) for figure in ("count", "min", "max", "sum"))
        marks = ", ".join("?" * (4 + 4 * SERIES))
        journal.executemany(
            f"INSERT INTO bucket (run, first, last, t, {figures}) VALUES ({marks})",
            ((1, k * BUCKET, k * BUCKET + BUCKET - 1, number() * 86_400,
              *(each for _ in range(SERIES) for each in (333, number(), number(), 333 * number())))
             for k in range(folded)))
        values = ", ".join(f"v{i}" for i in range(SERIES))
        marks = ", ".join("?" * (4 + SERIES + 3))
        journal.executemany(
            f"INSERT INTO step (run, step, t, phase, {values}, alice_ms, bob_ms, eve_ms) VALUES ({marks})",
            ((1, step, number() * 86_400, 0, *(number() for _ in range(SERIES + 3)))
             for step in range(folded * BUCKET, steps)))
        journal.commit()
        journal.close()
        print(f"{steps:,} steps: {file.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
