#!/usr/bin/env python3
"""Measures Sotto, part by part, and prints a table as each is done.

micro      random bits, checksums, frame checks, messages as text, a step of the Room
step       one training step of each network, its kernels against LibTorch, one thread
live       four processes, in the clear, over TLS and without checkpoints, against the lab and against a bare loop,
           and where a step's time goes
relay      a hop through the relay against a bare forwarder
secret     seconds from launching sotto-demo to the criterion, seeds 1 to 10
memory     peak resident memory of every process, and of a relay with 50 sessions
dashboard  the page in Chromium: how soon, how much, how late; what watchers cost the session
"""

import argparse
import base64
import datetime
import http.client
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "build" / "release" / "bin"
LIVE_SESSIONS = {512: 20_000, 4096: 4_000}  # steps by minibatch
LIVE_ROUNDS = 5
SECRET_SEEDS = range(1, 11)
RELAY_SESSIONS = 50
PROCESSES = ("alice", "bob", "eve", "relay", "demo")
DEADLINE_S = 180
CHROMIUM = os.environ.get("SOTTO_CHROMIUM", "/usr/bin/chromium")


class BenchError(Exception):
    pass


def run(program, *arguments):
    """Runs a program to its end; its standard output."""
    done = subprocess.run([PROGRAMS / program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=DEADLINE_S)
    if done.returncode != 0:
        raise BenchError(f"{program} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def quartiles(values):
    return statistics.quantiles(values, n=4, method="inclusive")


# ---- /proc ----

def process_name(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip().removeprefix("sotto-")
    except OSError:
        return None


def with_children(pid):
    """The process and its children by name."""
    found = {process_name(pid): pid}
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    for child in children:
        found[process_name(child)] = int(child)
    found.pop(None, None)
    return found


def cpu_seconds(pid):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """CPU time of all processes of this machine, and what it could not have."""
    fields = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, fields)
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return None


# ---- Live runs ----

class LiveRun:
    """One run of sotto-demo, watched from outside: its lines with their times, the CPU time of its
    processes while it trains, their peak memory."""

    def __init__(self, folder, *arguments):
        work = pathlib.Path(folder) / "run"
        self.samples = []  # (time, {process: CPU seconds})
        self.peaks = {}
        self.began = self.concluded = None
        self.launched = time.monotonic()
        demo = subprocess.Popen(
            [PROGRAMS / "sotto-demo", "--headless", "--port", "0", "--work-dir", work,
             *map(str, arguments)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            self._watch(demo)
            self.exit_code = demo.wait(timeout=DEADLINE_S)
        finally:
            if demo.poll() is None:
                demo.send_signal(signal.SIGTERM)
                demo.wait()
        self.ended = time.monotonic()
        try:
            self.report = json.loads((work / "report.json").read_text())
        except OSError:
            raise BenchError(f"sotto-demo: {demo.stderr.read().decode().strip()}") from None
        if self.exit_code not in (0, 1):
            raise BenchError(f"sotto-demo ended with {self.exit_code}")

    def _watch(self, demo):
        next_sample = 0.0
        while True:
            now = time.monotonic()
            if now - self.launched > DEADLINE_S:
                raise BenchError("sotto-demo does not end")
            if now >= next_sample:
                next_sample = now + 0.1
                self._sample(demo.pid, now)
            if not select.select([demo.stdout], [], [], max(0.0, next_sample - now))[0]:
                continue
            line = os.read(demo.stdout.fileno(), 65536)
            now = time.monotonic()
            if not line:
                return
            for each in line.decode(errors="replace").splitlines():
                if each.startswith("step ") and self.began is None:
                    self.began = now
                if each.startswith("outcome "):
                    self.concluded = now

    def _sample(self, pid, now):
        times = {}
        for name, each in with_children(pid).items():
            peak = peak_mb(each)
            if peak:
                self.peaks[name] = max(peak, self.peaks.get(name, 0))
            seconds = cpu_seconds(each)
            if seconds is not None:
                times[name] = seconds
        if self.began is not None and self.concluded is None and len(times) == len(PROCESSES):
            times["all"] = busy_seconds()
            self.samples.append((now, times))

    def cpu_ms_per_step(self):
        """Of each process, from the middle of the run; `others`: of the rest of the machine."""
        if len(self.samples) < 8:
            return {}
        inner = self.samples[2:-2]
        (start, before), (end, after) = inner[0], inner[-1]
        steps = (end - start) * self.report["steps_per_s"]
        spent = {name: (after[name] - before[name]) / steps * 1e3 for name in after}
        spent["others"] = spent.pop("all") - sum(spent[name] for name in PROCESSES)
        return spent


def live(minibatch, steps, folder, *options):
    return LiveRun(folder, "--minibatch", minibatch, "--steps", steps, "--until", "steps",
                   "--seed", 3, *options)


# ---- Parts ----

def part_step(figures, folder):
    file = pathlib.Path(folder) / "step.json"
    for name in ("paper_step", "dense_step"):
        with subprocess.Popen([PROGRAMS / name, "--json", file], stdout=subprocess.PIPE,
                              text=True) as program:
            for line in program.stdout:
                print(line, end="", flush=True)
        if program.returncode != 0:
            raise BenchError(f"{name} ended with {program.returncode}")
        figures |= json.loads(file.read_text())
    for name in ("", "engine_"):
        times = [figures[f"step.{name}ns_per_example.N16.B{size}"] for size in (512, 4096, 16384)]
        figures[f"step.{name}time_per_example_512_over_16384.N16"] = max(times) / min(times)
    print("time of an example at N = 16, slowest of B = 512, 4096, 16384 over fastest: "
          f"{figures['step.time_per_example_512_over_16384.N16']:.2f}, without the updates "
          f"{figures['step.engine_time_per_example_512_over_16384.N16']:.2f}")


def part_live(figures, folder):
    for minibatch, steps in LIVE_SESSIONS.items():
        at = f"N16.B{minibatch}"
        rates = {"live": [], "tls": [], "unkept": [], "lab": [], "bare": []}
        cpu = []
        for _ in range(LIVE_ROUNDS):
            demo = live(minibatch, steps, folder)
            rates["live"].append(demo.report["steps_per_s"])
            cpu.append(demo.cpu_ms_per_step())
            encrypted = live(minibatch, steps, folder, "--tls")
            rates["tls"].append(encrypted.report["steps_per_s"])
            unkept = live(minibatch, steps, folder, "--checkpoint-every", 0)
            rates["unkept"].append(unkept.report["steps_per_s"])
            file = pathlib.Path(folder) / "lab.json"
            run("sotto-lab", "train", "--minibatch", minibatch, "--steps", steps, "--until",
                "steps", "--seed", 3, "--report", file)
            lab = json.loads(file.read_text())
            rates["lab"].append(lab["steps_per_s"])
            bare = json.loads(run("bare_loop", minibatch, steps, 3))
            rates["bare"].append(bare["steps_per_s"])
            for role, digest in bare["digests"].items():
                if not digest == lab["digests"][role] == demo.report["digests"][role] == \
                        encrypted.report["digests"][role] == unkept.report["digests"][role]:
                    raise BenchError(f"{role}'s weights differ between live, lab and bare loop")
        over = {other: statistics.median(a / b for a, b in zip(rates["live"], rates[other]))
                for other in ("tls", "unkept", "lab", "bare")}
        for name, each in rates.items():
            figures[f"{name}.steps_per_s.{at}"] = statistics.median(each)
            print(f"B = {minibatch:5}  {name:6}  {statistics.median(each):7.0f} steps/s "
                  f"({min(each):.0f} to {max(each):.0f})")
        figures[f"tls.over_live.{at}"] = 1 / over["tls"]
        figures[f"live.over_unkept.{at}"] = over["unkept"]
        figures[f"live.over_lab.{at}"] = over["lab"]
        figures[f"live.over_bare.{at}"] = over["bare"]
        print(f"B = {minibatch:5}  live over lab {over['lab']:.2f}, over bare {over['bare']:.2f} "
              f"(medians of pairs), over TLS {1 / over['tls']:.2f} of it; "
              f"with checkpoints over without (unkept) {over['unkept']:.2f}; same weights")
        for name in (*PROCESSES, "others"):
            if seen := [each[name] for each in cpu if each]:
                figures[f"live.cpu_ms_per_step.{name}.B{minibatch}"] = statistics.median(seen)
        spent = {name: figures.get(f"live.cpu_ms_per_step.{name}.B{minibatch}")
                 for name in PROCESSES}
        if None not in spent.values():
            spent["together"] = sum(spent.values())
            spent["wall"] = 1e3 / figures[f"live.steps_per_s.{at}"]
            spent["the rest of the machine"] = figures[
                f"live.cpu_ms_per_step.others.B{minibatch}"]
            print(f"B = {minibatch:5}  a live step, ms of CPU: " +
                  ", ".join(f"{name} {ms:.3f}" for name, ms in spent.items()), flush=True)


def part_relay(figures, folder):
    file = pathlib.Path(folder) / "relay.json"
    print(run("relay_hop", "--json", file), end="")
    figures |= json.loads(file.read_text())


def part_secret(figures, folder):
    # From the launch to the criterion: the report says when it held first, counted from the first
    # turn; when that was follows from the report's wall time and the moment of the last line. The
    # way from the session's end to that line is counted, too.
    times, walls, reached = [], [], 0
    for seed in SECRET_SEEDS:
        demo = LiveRun(folder, "--until", "secret", "--seed", seed)
        walls.append(demo.ended - demo.launched)
        at = demo.report["secret_at_s"]
        good = demo.report["outcome"] == "secret" and at is not None
        reached += good
        # A run that never gets there counts with all the time it took.
        first_turn = (demo.concluded or demo.ended) - demo.launched - demo.report["wall_s"]
        times.append(first_turn + at if good else walls[-1])
        print(f"seed {seed:2}  {times[-1]:5.1f} s{'' if good else ', no secret'}  "
              f"(first turn after {first_turn:.1f} s, {demo.report['steps']} steps, "
              f"whole process {walls[-1]:.1f} s)", flush=True)
    first, middle, third = quartiles(times)
    figures |= {"secret.median_s": middle, "secret.q1_s": first, "secret.q3_s": third,
                "secret.longest_s": max(times), "secret.reached": reached,
                "secret.runs": len(times), "secret.median_process_s": statistics.median(walls)}
    print(f"median {middle:.1f} s, quartiles {first:.1f} and {third:.1f}, longest "
          f"{max(times):.1f}; {reached} of {len(times)} kept a secret")


def part_memory(figures, folder):
    for minibatch, steps in {512: 6_000, 4096: 1_500}.items():
        peaks = live(minibatch, steps, folder).peaks
        for name in PROCESSES:
            figures[f"memory.{name}_mb.B{minibatch}"] = peaks[name]
        print(f"B = {minibatch:5}  peak MB: " +
              ", ".join(f"{name} {peaks[name]:.0f}" for name in PROCESSES), flush=True)
    figures["memory.relay_50_sessions_mb"] = relay_with_sessions(folder)
    print(f"relay with {RELAY_SESSIONS} sessions of three parties each: "
          f"{figures['memory.relay_50_sessions_mb']:.0f} MB")


def part_dashboard(figures, folder):
    needs = {"node": shutil.which("node"),
             "tests/browser/node_modules (npm install there)":
                 (ROOT / "tests/browser/node_modules/playwright-core").exists(),
             CHROMIUM: shutil.which(CHROMIUM)}
    if missing := [name for name, there in needs.items() if not there]:
        raise BenchError("missing: " + ", ".join(missing))
    file = pathlib.Path(folder) / "dashboard.json"
    environment = {"SOTTO_BIN": str(PROGRAMS), **os.environ}
    done = subprocess.run(["node", ROOT / "bench/page/page.mjs", "--json", file],
                          stdin=subprocess.DEVNULL, env=environment, timeout=600)
    if done.returncode != 0:
        raise BenchError(f"page.mjs ended with {done.returncode}")
    figures |= json.loads(file.read_text())


def part_micro(figures, folder):
    done = json.loads(run("micro", "--benchmark_format=json", "--benchmark_repetitions=5",
                          "--benchmark_report_aggregates_only=true"))
    for each in done["benchmarks"]:
        if each["aggregate_name"] != "median":
            continue
        name = each["run_name"]
        figures[f"micro.{name}_ns"] = each["cpu_time"]
        speed = each.get("bytes_per_second")
        print(f"{name:20} {each['cpu_time']:10.0f} ns" +
              (f"  {speed / 1e9:6.2f} GB/s" if speed else ""), flush=True)


PARTS = {"micro": part_micro, "step": part_step, "live": part_live, "relay": part_relay, "secret": part_secret,
         "memory": part_memory, "dashboard": part_dashboard}


# ---- A relay with many sessions ----

def join(port, session, role, token):
    """A party that says hello and hears its first turn, no more."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                 b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 b"Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)) + b"\r\n"
                 b"Sec-WebSocket-Protocol: sotto.v3\r\n\r\n")
    hear(line, b"\r\n\r\n")
    hello = json.dumps({"type": "hello", "protocol": 3, "session": session, "role": role,
                        "token": token, "holds": []}).encode()
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(hello))
    size = (struct.pack("!BB", 0x81, 0x80 | len(hello)) if len(hello) < 126 else
            struct.pack("!BBH", 0x81, 0x80 | 126, len(hello)))
    line.sendall(size + mask + masked)
    return line


def hear(line, word):
    seen = b""
    while word not in seen:
        more = line.recv(65536)
        if not more:
            raise BenchError(f"the relay closes: {seen[-200:]}")
        seen += more


def relay_with_sessions(folder):
    folder = pathlib.Path(tempfile.mkdtemp(dir=folder))
    tokens_file, port_file = folder / "tokens.json", folder / "port"
    with open(folder / "relay.log", "w") as log:
        relay = subprocess.Popen([PROGRAMS / "sotto-relay", "--port", "0", "--port-file",
                                  port_file, "--tokens-file", tokens_file],
                                 stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    lines = []
    try:
        until = time.monotonic() + 15
        while not port_file.exists():
            if time.monotonic() > until or relay.poll() is not None:
                raise BenchError("the relay does not listen")
            time.sleep(0.01)
        port = int(port_file.read_text())
        tokens = {"live": json.loads(tokens_file.read_text())}
        web = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for i in range(1, RELAY_SESSIONS):  # the first is there already
            name = f"session-{i}"
            web.request("POST", "/api/sessions", json.dumps({"name": name}),
                        {"Authorization": "Bearer " + tokens["live"]["operator"]})
            answer = web.getresponse()
            body = json.loads(answer.read())
            if answer.status != 201:
                raise BenchError(f"no session: {body}")
            tokens[name] = body["tokens"]
        for name, each in tokens.items():
            lines += [join(port, name, role, each[role]) for role in ("alice", "bob", "eve")]
        for line in lines:
            hear(line, b'"turn"')
        return peak_mb(relay.pid)
    finally:
        for line in lines:
            line.close()
        relay.terminate()
        relay.wait(timeout=10)


# ---- The whole ----

def machine(figures):
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    model = next((line.partition(":")[2].strip() for line in lines
                  if line.startswith("model name")), "unknown processor")
    cores = len(os.sched_getaffinity(0))
    blas = json.loads(run("bare_loop", 1, 1, 1))["blas"]
    load = os.getloadavg()[0]
    figures |= {"machine.processor": model, "machine.cores": cores, "machine.blas": blas,
                "machine.load_at_start": load,
                "machine.date": datetime.date.today().isoformat()}
    print(f"{model}, {cores} cores, load {load:.1f} before the first part; {blas}", flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="bench.sh", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.error = lambda message: (print(f"bench.sh: {message}", file=sys.stderr), sys.exit(2))
    parser.add_argument("parts", nargs="*", metavar="PART",
                        help="what to measure: " + ", ".join(PARTS) + "; all without any")
    parser.add_argument("--json", metavar="FILE", help="write the figures here, one flat object")
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"unknown part '{part}', expected " + ", ".join(PARTS))
    return options


def main():
    options = arguments()
    if options.check:
        return 0
    figures = {}
    machine(figures)
    folder = tempfile.mkdtemp(prefix="sotto-bench-")
    failed = False
    try:
        for part in options.parts or PARTS:
            print(f"\n{part}", flush=True)
            start = time.monotonic()
            try:
                PARTS[part](figures, folder)
            except (BenchError, OSError, subprocess.TimeoutExpired) as error:
                failed = True
                print(f"bench.sh: {part}: {error}", file=sys.stderr, flush=True)
            print(f"({time.monotonic() - start:.0f} s)", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")
    return 3 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(1)
