#!/usr/bin/env python3
"""Minimax fits (relative error, Remez exchange) behind the constants of vector_math-inl.h."""

import math


def solve(rows):
    """Solves a linear system given as rows [coefficients..., right side]."""
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(n):
            if r != i:
                factor = rows[r][i] / rows[i][i]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i])]
    return [row[n] / row[i] for i, row in enumerate(rows)]


def fit(function, low, high, degree):
    """Coefficients (lowest first) and the greatest relative error on [low, high]."""
    grid = [low + (high - low) * i / 20000 for i in range(20001)]
    nodes = [(low + high) / 2 - (high - low) / 2 * math.cos(math.pi * i / (degree + 1))
             for i in range(degree + 2)]
    for _ in range(30):
        solution = solve([[x**k for k in range(degree + 1)] + [(-1) ** i * function(x), function(x)]
                          for i, x in enumerate(nodes)])
        coefficients = solution[:-1]

        def error(x):
            return sum(c * x**k for k, c in enumerate(coefficients)) / function(x) - 1

        errors = [error(x) for x in grid]
        peaks, start = [], 0
        for i in range(1, len(grid) + 1):  # one extremum per run of equal sign
            if i == len(grid) or (errors[i] > 0) != (errors[start] > 0):
                peaks.append(max(range(start, i), key=lambda j: abs(errors[j])))
                start = i
        if len(peaks) < degree + 2:
            break
        nodes = [grid[p] for p in peaks[: degree + 2]]
    return coefficients, max(map(abs, errors))


def tanh_ratio(y):
    """tanh(x)/x as a function of y = x^2."""
    x = math.sqrt(y)
    return math.tanh(x) / x if x > 1e-4 else 1 - y / 3


if __name__ == "__main__":
    print("2^f, f in [0, 1)     ", *fit(lambda x: 2**x, 0, 1, 5))
    for limit in (0.3, 0.4, 0.5):
        print(f"tanh(x)/x, |x| < {limit}", *fit(tanh_ratio, 0, limit**2, 3))
