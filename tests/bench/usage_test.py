"""What ./bench.sh answers before it builds or measures anything. Usage: usage_test.py BENCH.SH"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

BENCH = sys.argv.pop(1)


def bench(*arguments):
    return subprocess.run([BENCH, *arguments], capture_output=True, text=True, timeout=30)


class Usage(unittest.TestCase):
    def test_help_names_every_part(self):
        done = bench("--help")
        self.assertEqual(done.returncode, 0, done.stderr)
        for part in ("micro", "step", "live", "relay", "secret", "memory", "dashboard", "--json"):
            self.assertIn(part, done.stdout)

    def test_a_wrong_command_line_gets_one_sentence_and_exit_code_2(self):
        for arguments, about in ((["speed"], "unknown part 'speed', expected micro, step, live"),
                                 (["step", "speed"], "'speed'"),
                                 (["--colour"], "--colour"),
                                 (["step", "--json"], "--json")):
            done = bench(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertEqual(done.stdout, "")
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertTrue(done.stderr.startswith("bench.sh: "), done.stderr)
            self.assertIn(about, done.stderr)

    def test_python_is_installed_first_where_it_is_missing(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "scripts").mkdir()
            (folder / "bin").mkdir()
            shutil.copy(BENCH, folder / "bench.sh")
            setup = folder / "scripts" / "setup.sh"
            setup.write_text("#!/bin/sh\necho setup.sh $*\nexit 7\n")
            setup.chmod(0o755)
            for program in ("bash", "dirname"):
                (folder / "bin" / program).symlink_to(shutil.which(program))
            done = subprocess.run([folder / "bench.sh", "--help"], capture_output=True, text=True, timeout=30,
                                  env={"PATH": str(folder / "bin")})
            self.assertEqual(done.stdout, "setup.sh --tests\n", done.stderr)
            self.assertEqual(done.returncode, 7)


if __name__ == "__main__":
    unittest.main()
