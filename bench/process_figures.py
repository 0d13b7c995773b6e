"""What a running process has, from /proc."""

import os
import pathlib


def resident_mib(process):
    text = pathlib.Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS:"))


def open_files(process):
    return len(os.listdir(f"/proc/{process}/fd"))
