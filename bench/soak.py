#!/usr/bin/python3
"""Lets a demo run for a long time with a kill each minute, and looks whether anything grows.

usage: soak.py [--minutes M] [-- options of the demo]

A part gets SIGKILL at the end of each minute of M (30): the relay at that of the second, so that it is one process from
then on, else Alice, Bob and Eve in turn. Says each minute how much memory and how many files the relay and the demo
have, how large the journal is, and the newest epoch; at the end the slope of memory from a third of the time on, when
the journal's newest steps, the allocator and the caches have their size. Ends with 1 where memory grows by more than 2 MiB in
ten minutes, files or the journal's bound are exceeded, or the session does not end in order. Wants the release build's programs.
"""

import argparse
import pathlib
import signal
import statistics
import sys
import tempfile
import time

from killed_parts import PARTIES, PATIENCE, Run
from process_figures import open_files, resident_mib

MOST_MIB_IN_TEN_MINUTES = 2
MOST_JOURNAL_MIB = 100
MORE_FILES = 8  # connections of the moment: who has just come back, the page's


def journal_mib(directory):
    return sum(file.stat().st_size for file in directory.glob("journal.sqlite*")) / 2**20


def watch(run, minutes):
    """The figures of each minute."""
    rows = []
    turn = 0
    since = time.monotonic()
    for minute in range(1, minutes + 1):
        time.sleep(max(0.0, since + 60 * minute - time.monotonic()))
        relay = run.part("relay")
        rows.append({"relay MiB": resident_mib(relay), "relay files": open_files(relay),
                     "demo MiB": resident_mib(run.process.pid), "demo files": open_files(run.process.pid),
                     "journal MiB": journal_mib(run.directory), "epoch": run.epoch()})
        killed = "relay" if minute == 2 else PARTIES[turn % len(PARTIES)]
        turn += minute != 2
        took = run.kill(killed)
        print(f"minute {minute:2}  " + ", ".join(f"{name} {value:.1f}" if isinstance(value, float) else f"{name} {value}"
                                                for name, value in rows[-1].items())
              + f"; {killed} killed, on after {took:.1f} s", flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    if arguments.minutes < 6:
        parser.error("--minutes is 6 at least: a third of them is for warming up")
    with tempfile.TemporaryDirectory() as name:
        run = Run(pathlib.Path(name), ["--steps", "1000000000", "--until", "steps", *arguments.options])
        run.await_(lambda: "steps/s" in run.output.read_text())
        rows = watch(run, arguments.minutes)[max(3, arguments.minutes // 3):]
        run.process.send_signal(signal.SIGINT)
        code = run.process.wait(PATIENCE)
    good = code in (0, 1)  # whether Eve fails at that moment is not the question
    for part in ("relay", "demo"):
        slope = 10 * statistics.linear_regression(range(len(rows)), [row[f"{part} MiB"] for row in rows]).slope
        files = [row[f"{part} files"] for row in rows]
        good = good and slope <= MOST_MIB_IN_TEN_MINUTES and max(files) <= files[0] + MORE_FILES
        print(f"{part}: {slope:+.2f} MiB in ten minutes, {min(files)} to {max(files)} open files")
    largest = max(row["journal MiB"] for row in rows)
    print(f"journal: {largest:.1f} MiB at most; exit code {code}")
    return 0 if good and largest <= MOST_JOURNAL_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
