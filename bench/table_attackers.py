#!/usr/bin/python3
"""Attacks what a session about a table hides with ridge regression and boosted trees.

usage: table_attackers.py ROWS.csv [--json FILE]

ROWS.csv is what `sotto-lab audit DIR --data FILE --reveal COLUMN --hide COLUMN --rows ROWS.csv` writes. The attackers
learn from the rows that the session has learned from and are judged on those held out. Of each they hear

estimate    the public estimate
both        the public estimate and the ciphertext, under several fresh keys
everything  the true value of what is revealed and all inputs but the hidden one's: what could be told at most by
            somebody who saw the row without what is hidden

and a distance is the mean of |guess - hidden|, beside that of the median of the rows that are learned from. For
comparison both tell what is revealed from all inputs, the hidden one among them, as Alice might. Wants scikit-learn:
`scripts/setup.sh --measurements`, and Debian's own Python.
"""

import argparse
import csv
import ctypes
import json
import math
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
UNPACKED = HERE.parent / "build" / "measurements" / "usr" / "lib"
FOLDS = 5  # of the rows that are learned from: what is chosen is chosen on those
RIDGES = [10.0 ** power for power in range(-2, 5)]
TREES = {"loss": "absolute_error", "learning_rate": 0.05, "max_leaf_nodes": 15, "min_samples_leaf": 40,
         "early_stopping": False, "random_state": 1}
MOST_TREES = 400
NUMBERS = ("row", "hidden", "useful", "estimate")


class RowsError(Exception):
    pass


def import_libraries():
    """NumPy and scikit-learn: what is unpacked beside the build, or what the system has."""
    if UNPACKED.is_dir():
        sys.path.insert(0, str(UNPACKED / "python3" / "dist-packages"))
        for library in UNPACKED.glob("*/liblbfgsb.so.*"):
            ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # trees this small are slower with several
    try:
        import numpy
        import sklearn.ensemble
        import sklearn.linear_model
        import sklearn.model_selection
    except ImportError as error:
        raise RowsError(f"{error.name} is not there: expected scikit-learn (scripts/setup.sh --measurements)") from None
    return numpy, sklearn


def read_rows(file):
    """Header and lines of the file."""
    try:
        with open(file, newline="", encoding="utf-8") as lines:
            reader = csv.reader(lines)
            header, rows = next(reader, []), list(reader)
    except (OSError, ValueError, csv.Error) as error:
        raise RowsError(f"'{file}' cannot be read as rows: {error}") from None
    missing = [name for name in (*NUMBERS, "split", "c1") if name not in header]
    if missing or not rows:
        raise RowsError(f"'{file}' has {'no column ' + missing[0] if missing else 'no rows'}, "
                        "expected what sotto-lab audit --rows writes")
    return header, rows


class Table:
    """The lines as arrays; a line is a row under one key."""

    def __init__(self, numpy, header, lines):
        at = {name: i for i, name in enumerate(header)}
        number = lambda names: numpy.array([[float(line[at[name]]) for name in names] for line in lines])
        self.row = number(["row"])[:, 0].astype(int)
        self.training = numpy.array([line[at["split"]] == "training" for line in lines])
        targets = number(["hidden", "useful"])
        self.targets = {"hidden": targets[:, 0], "revealed": targets[:, 1]}
        ciphertext = [name for name in header if name[:1] == "c" and name[1:].isdigit()]
        inputs = [name for name in header if name.startswith("input ")]
        self.first = numpy.zeros(len(lines), bool)  # the first line of each row
        self.first[numpy.unique(self.row, return_index=True)[1]] = True
        self.heard = {"estimate": (number(["estimate"]), self.first),
                      "both": (number(["estimate", *ciphertext]), numpy.ones(len(lines), bool)),
                      "everything": (number(["useful", *inputs]), self.first),
                      "all inputs": (number(["hidden", *inputs]), self.first)}


def fit_ridge(sklearn, x, y, groups):
    folds = list(sklearn.model_selection.GroupKFold(FOLDS).split(x, y, groups))
    return sklearn.linear_model.RidgeCV(RIDGES, cv=folds, scoring="neg_mean_absolute_error").fit(x, y)


def fit_trees(sklearn, x, y, groups):
    """As many trees as do best on a fifth of the rows, which the others have not seen."""
    make = sklearn.ensemble.HistGradientBoostingRegressor
    learn, judge = next(sklearn.model_selection.GroupKFold(FOLDS).split(x, y, groups))
    tried = make(max_iter=MOST_TREES, **TREES).fit(x[learn], y[learn])
    errors = [abs(guess - y[judge]).mean() for guess in tried.staged_predict(x[judge])]
    return make(max_iter=1 + errors.index(min(errors)), **TREES).fit(x, y)


def by_row(numpy, values, rows):
    """The mean of the values of each row."""
    _, place = numpy.unique(rows, return_inverse=True)
    return numpy.bincount(place, values) / numpy.bincount(place)


def judge(numpy, table, lines, target, guesses):
    """Distance and gain over rows held out, with intervals of 95 %."""
    held_out = lines & ~table.training
    median = numpy.median(target[table.first & table.training])
    distance = by_row(numpy, abs(numpy.clip(guesses, -1, 1) - target[held_out]), table.row[held_out])
    blind = by_row(numpy, abs(median - target[held_out]), table.row[held_out])
    rows = len(distance)
    if blind.mean() == 0:  # nobody can be told to be nearer
        return {"distance": distance.mean(), "blind": 0.0, "gain": 0.0,
                "gain_interval": [-1.0, 1.0], "held_out_rows": rows}
    ratio = distance.mean() / blind.mean()
    half = 1.96 * ((distance - ratio * blind) / blind.mean()).std(ddof=1) / math.sqrt(rows)
    return {"distance": distance.mean(), "blind": blind.mean(), "gain": 1 - ratio,
            "gain_interval": [1 - ratio - half, 1 - ratio + half], "held_out_rows": rows}


def attack(numpy, sklearn, table):
    findings = []
    for hears, (x, lines) in table.heard.items():
        reads = "revealed" if hears == "all inputs" else "hidden"
        target = table.targets[reads]
        learn = lines & table.training
        held_out = lines & ~table.training
        for name, fit in (("ridge", fit_ridge), ("trees", fit_trees)):
            model = fit(sklearn, x[learn], target[learn], table.row[learn])
            findings.append({"attacker": name, "hears": hears, "reads": reads,
                             **judge(numpy, table, lines, target, model.predict(x[held_out]))})
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.error = lambda text: (_ for _ in ()).throw(RowsError(text))
    parser.add_argument("rows", metavar="ROWS.csv")
    parser.add_argument("--json", metavar="FILE", help="write the findings here")
    options = parser.parse_args()
    header, lines = read_rows(options.rows)
    numpy, sklearn = import_libraries()
    try:
        table = Table(numpy, header, lines)
    except (ValueError, IndexError):
        raise RowsError(f"'{options.rows}' has a line with a missing value or one that is no number, "
                        "expected what sotto-lab audit --rows writes") from None
    findings = attack(numpy, sklearn, table)
    print(f"{'attacker':10} {'hears':12} {'reads':10} {'distance':>10} {'blind':>10} {'nearer':>18}")
    for each in findings:
        half = each["gain_interval"][1] - each["gain"]
        print(f"{each['attacker']:10} {each['hears']:12} {each['reads']:10} {each['distance']:10.4f} "
              f"{each['blind']:10.4f} {100 * each['gain']:9.2f} ± {100 * half:.2f} %")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(findings, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RowsError as error:
        print(f"table_attackers.py: {error}", file=sys.stderr)
        sys.exit(2)
