"""Evidently's published method on 25 columns, in numpy and scipy: its default tests above 1,000 reference rows (numeric: Wasserstein distance
over the reference's standard deviation; categorical: Jensen-Shannon distance) and its PSI (bins from numpy.histogram_bin_edges on both
samples together, "sturges"). Our own code of its formulas; without its report, plots or pandas hand-over, so a lower bound of its cost.

usage: evidently_formulas.py FOLDER   (FOLDER holds reference.f64 and current.f64: columns one after another, and shape.json)
"""
import json
import sys
import time

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial import distance

folder = sys.argv[1]
shape = json.load(open(f"{folder}/shape.json"))


def load(name, rows):
    flat = np.fromfile(f"{folder}/{name}.f64", dtype=np.float64)
    columns = {f"c{i}": flat[i * rows : (i + 1) * rows] for i in range(shape["numeric"] + shape["categorical"])}
    frame = pd.DataFrame(columns)
    for i in range(shape["numeric"], shape["numeric"] + shape["categorical"]):
        frame[f"c{i}"] = frame[f"c{i}"].astype(int).astype(str)
    return frame


def shares(reference, current):
    keys = sorted(set(reference.unique()) | set(current.unique()))
    r, c = reference.value_counts(), current.value_counts()
    return (np.array([r.get(k, 0) for k in keys]) / len(reference), np.array([c.get(k, 0) for k in keys]) / len(current))


def default_tests(reference, current):
    out = {}
    for i, name in enumerate(reference.columns):
        r, c = reference[name], current[name]
        if i < shape["numeric"]:
            out[name] = stats.wasserstein_distance(r, c) / max(np.std(r), 0.001)
        else:
            out[name] = distance.jensenshannon(*shares(r, c))
    return out


def psi(reference, current):
    out = {}
    for i, name in enumerate(reference.columns):
        r, c = reference[name], current[name]
        if i < shape["numeric"]:
            edges = np.histogram_bin_edges(np.concatenate([r, c]), bins="sturges")
            p, q = np.histogram(r, edges)[0] / len(r), np.histogram(c, edges)[0] / len(c)
        else:
            p, q = shares(r, c)
        p, q = np.where(p == 0, 1e-4, p), np.where(q == 0, 1e-4, q)
        out[name] = float(np.sum((p - q) * np.log(p / q)))
    return out


reference, current = load("reference", shape["referenceRows"]), load("current", shape["currentRows"])
seconds = {}
for label, method in (("default tests", default_tests), ("PSI", psi)):
    times = []
    for _ in range(shape["repeats"]):
        start = time.perf_counter()
        method(reference, current)
        times.append(time.perf_counter() - start)
    seconds[label] = sorted(times)[len(times) // 2]
print(json.dumps({"seconds": seconds, "numpy": np.__version__, "pandas": pd.__version__}))
