#!/usr/bin/env python3
"""Writes income.csv beside itself: invented people whose income depends on what they do.

The seed is fixed, so that the file comes out the same each time.

    experience = age - education - 6 - years without work
    income     = exp(3.1 + 0.08 (education - 12) + 0.035 experience - 0.0005 experience^2
                     + sector + noise) x hours per week / 40, in thousands a year
"""

import csv
import math
import pathlib
import random

SEED = 20240229
PEOPLE = 4000

# Of every 100 people so many work there; what they earn there, as a logarithm; hours per week.
SECTORS = {
    "industry": (30, 0.05, 39.0),
    "services": (38, -0.15, 34.0),
    "public": (20, 0.00, 38.0),
    "technology": (12, 0.30, 41.0),
}


def clamp(value, least, most):
    return max(least, min(most, value))


def person(draw):
    """One row: age, education_years, hours_per_week, sector, experience_years, income."""
    age = round(clamp(draw.gauss(42, 12), 18, 67))
    # Older people went to school for a little less long; nobody can have been there after 6 + age.
    education = round(clamp(draw.gauss(13.5 - 0.02 * (age - 42), 2.6), 8, min(21, age - 7)))
    # The longer somebody learned, the likelier is technology.
    weights = [share * (math.exp(0.25 * (education - 13)) if name == "technology" else 1)
               for name, (share, _, _) in SECTORS.items()]
    sector = draw.choices(list(SECTORS), weights)[0]
    _, premium, usual_hours = SECTORS[sector]
    hours = round(clamp(draw.gauss(usual_hours, 6), 8, 70))
    without_work = draw.expovariate(1 / 2.5)
    experience = round(clamp(age - education - 6 - without_work, 0, 50))
    logarithm = (3.1 + 0.08 * (education - 12) + 0.035 * experience - 0.0005 * experience ** 2
                 + premium + draw.gauss(0, 0.25))
    income = math.exp(logarithm) * hours / 40
    return age, education, hours, sector, experience, f"{income:.1f}"


def main():
    draw = random.Random(SEED)
    file = pathlib.Path(__file__).with_name("income.csv")
    with open(file, "w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["age", "education_years", "hours_per_week", "sector", "experience_years",
                       "income"])
        rows.writerows(person(draw) for _ in range(PEOPLE))


if __name__ == "__main__":
    main()
