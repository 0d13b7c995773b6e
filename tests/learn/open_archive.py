"""Opens a TorchScript archive and compares its outputs with those that C++ wrote.

usage: open_archive.py ARCHIVE VALUES ROWS BITS KEYED
VALUES: float32, ROWS x BITS messages, then as many keys where KEYED is 1, then the outputs.
"""
import sys

import numpy
import torch

archive, values, rows, bits, keyed = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
torch.set_num_threads(1)
blocks = torch.from_numpy(numpy.fromfile(values, dtype=numpy.float32)).reshape(-1, rows, bits)
module = torch.jit.load(archive)
with torch.no_grad():
    output = module(*blocks[: 2 if keyed else 1])
difference = (output - blocks[-1]).abs().max().item()
print(f"largest difference {difference:.3g} over {rows} inputs")
# Two builds of LibTorch on two BLAS libraries add in different orders.
sys.exit(0 if difference <= 1e-5 else 1)
