#!/usr/bin/python3
"""Which numbers of a ciphertext change when one bit of message or key is turned over, for docs/sealed.md.

    bench/bit_flips.py run/sealed/alice.pt

`alice.pt` is what a session of hard bits has left. A line for each number of the ciphertext: the bits of the message and
of the key with which it ever changes, and in what share of 2,048 examples. Needs python3-torch (scripts/setup.sh --tests).
"""
import argparse
import inspect

import torch

EXAMPLES = 2048


def random_bits(bits):
    return torch.randint(0, 2, (EXAMPLES, bits)) * 2.0 - 1


def main():
    parser = argparse.ArgumentParser(description=inspect.cleandoc(__doc__),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", help="alice.pt")
    parser.add_argument("--bits", type=int, default=16, help="N")
    options = parser.parse_args()
    alice = torch.jit.load(options.archive)
    torch.manual_seed(1)
    message, key = random_bits(options.bits), random_bits(options.bits)
    sent = alice(message, key)

    def share_of_changes(of_key, bit):
        """Of each number of the ciphertext, [N]."""
        turned = [message.clone(), key.clone()]
        turned[of_key][:, bit] *= -1
        return (alice(*turned) != sent).double().mean(0)

    def text(name, shares):
        return ", ".join(f"{name} bit {bit} in {share:.4f}" for bit, share in enumerate(shares) if share > 0)

    by_message, by_key = (torch.stack([share_of_changes(of_key, bit) for bit in range(options.bits)])
                          for of_key in (0, 1))
    for number in range(options.bits):
        print(f"number {number}: {text('message', by_message[:, number])}; {text('key', by_key[:, number])}")


if __name__ == "__main__":
    with torch.no_grad():
        main()
