#!/usr/bin/python3
"""Kills the relay, Alice, Bob and Eve in the midst of runs of the demo, and compares what is left with the lab's runs.

usage: killed_parts.py [--kills K] [--steps N] [--tls] [--whole] FIRST-LAST [-- options of the demo and of `sotto-lab train`]

One run for each seed from FIRST to LAST. In each, K parts (10) get SIGKILL, the first four times each of them,
then whom the seed says, each 0.02 to 0.12 s after the session has gone on. With --whole it is the demo with all its
parts each time, and the run goes on by --resume. Says of each run whether all digests are
those of the undisturbed one, and at the end how long it took from a kill until the session had gone on. Ends with 1
where a run did not end in order or with other weights. Wants the release build's programs.
"""

import argparse
import json
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "build" / "release" / "bin"
PARTIES = ("alice", "bob", "eve")
PARTS = (*PARTIES, "relay")
WHOLE = "whole"  # the demo with all its parts
PATIENCE = 120  # seconds
POLL = 0.01


class Run:
    """The demo in a directory of its own."""

    def __init__(self, directory, options):
        self.directory = directory
        self.output = directory / "output"
        self.start("--port", "0", *options)

    def start(self, *options):
        self.process = subprocess.Popen(
            [PROGRAMS / "sotto-demo", "--headless", "--work-dir", self.directory, *options],
            stdout=self.output.open("w"), stderr=subprocess.STDOUT, start_new_session=True)

    def over(self):
        return self.process.poll() is not None

    def await_(self, condition):
        """Whether it came true before the run was over. Ends the program where neither does in time."""
        until = time.monotonic() + PATIENCE
        while not condition():
            if self.over():
                return False
            if time.monotonic() > until:
                sys.exit(f"killed_parts.py: nothing happens in {self.directory} for {PATIENCE} s")
            time.sleep(POLL)
        return True

    def part(self, part):
        """Its process id, or None."""
        file = str(self.directory / ("journal.sqlite" if part == "relay" else f"{part}.pt"))
        for entry in pathlib.Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_text().split("\0") if entry.name.isdigit() else []
            except OSError:
                continue  # gone meanwhile
            if words and words[0].endswith(f"sotto-{part}") and file in words:
                return int(entry.name)
        return None

    def epoch(self):
        logs = [self.directory / f"{party}.log" for party in PARTIES]
        text = "".join(log.read_text(errors="replace") for log in logs if log.exists())
        return max((int(number) for number in re.findall(r"epoch (\d+) begins", text)), default=0)

    def kill(self, part):
        """Seconds until the session has gone on; None where the run is over."""
        if not self.await_(lambda: part == WHOLE or self.part(part)):
            return None
        before = self.epoch()
        since = time.monotonic()
        if part == WHOLE:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.start("--resume")
        else:
            os.kill(self.part(part), signal.SIGKILL)
        return time.monotonic() - since if self.await_(lambda: self.epoch() > before) else None


def killed_run(seed, arguments, lost):
    """Whether it ended as the undisturbed one."""
    numbers = random.Random(seed)
    options = ["--seed", str(seed), "--steps", str(arguments.steps), "--until", "steps", *arguments.options]
    with tempfile.TemporaryDirectory() as name:
        run = Run(pathlib.Path(name), [*options, *(["--tls"] if arguments.tls else [])])
        run.await_(lambda: "steps/s" in run.output.read_text())
        kills = 0
        for i in range(arguments.kills):
            time.sleep(numbers.uniform(0.02, 0.12))  # when, is what is drawn here
            took = run.kill(WHOLE if arguments.whole else PARTS[i] if i < len(PARTS) else numbers.choice(PARTS))
            if took is None:
                break
            kills += 1
            lost.append(took)
        code = run.process.wait(PATIENCE)
        lab = run.directory / "lab.json"
        subprocess.run([PROGRAMS / "sotto-lab", "train", *options, "--report", lab],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        report = json.loads((run.directory / "report.json").read_text())
        undisturbed = json.loads(lab.read_text())["digests"]
        others = [network for network, digest in undisturbed.items() if report["digests"][network] != digest]
        print(f"seed {seed}: {kills} kills, exit code {code}, {report['epochs']} epochs, "
              + (f"OTHER weights of {', '.join(others)}" if others else "the same weights"), flush=True)
        return not others and code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", metavar="FIRST-LAST")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--tls", action="store_true", help="the demo's lines are encrypted")
    parser.add_argument("--whole", action="store_true", help="kill all parts at once, and resume")
    parser.add_argument("options", nargs="*")
    arguments = parser.parse_args()
    seeds = re.fullmatch(r"(\d+)-(\d+)", arguments.seeds)
    if not seeds:
        parser.error(f"seeds are '{arguments.seeds}', expected FIRST-LAST, as 1-20")
    lost = []
    results = [killed_run(seed, arguments, lost) for seed in range(int(seeds[1]), int(seeds[2]) + 1)]
    print(f"{sum(results)} of {len(results)} runs ended as undisturbed; from a kill until the session had gone on: "
          f"median {statistics.median(lost):.2f} s, longest {max(lost):.2f} s" if lost else "nobody was killed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
