"""What bench/table_attackers.py answers to a wrong command line. Usage: table_attackers_usage_test.py SCRIPT"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = sys.argv.pop(1)


class Usage(unittest.TestCase):
    def expect_refused(self, arguments, about):
        done = subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=30)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("table_attackers.py: "), done.stderr)
        self.assertIn(about, done.stderr)

    def test_a_wrong_command_line_gets_one_sentence_and_exit_code_2(self):
        self.expect_refused([], "ROWS.csv")
        self.expect_refused(["rows.csv", "--colour"], "--colour")

    def test_what_is_no_file_of_rows_gets_one_sentence_and_exit_code_2(self):
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "rows.csv"
            self.expect_refused([str(file)], "cannot be read as rows")
            for text in ("", "age,income\n1,2\n", "row,split,hidden,useful,estimate,c1\n"):
                file.write_text(text, encoding="utf-8")
                self.expect_refused([str(file)], "expected what sotto-lab audit --rows writes")


if __name__ == "__main__":
    unittest.main()
