"""LightGBM as a peer: `speed <threads>` trains 200 trees of 31 leaves on 200,000 x 28 numbers and prints one JSON line."""
import json
import sys
import time

import lightgbm as lgb
import numpy as np


def speed(threads):
    rng = np.random.default_rng(1)
    x = rng.random((200_000, 28)) + rng.random((200_000, 28)) + rng.random((200_000, 28))
    z = sum(np.sin(x[:, f] * (f + 1)) for f in range(10))
    y = (rng.random(200_000) < 1 / (1 + np.exp(-z))).astype(int)
    params = dict(objective="binary", learning_rate=0.1, num_leaves=31, num_threads=threads, verbose=-1, force_row_wise=True)
    wall = cpu = float("inf")
    for _ in range(2):
        started, used = time.time(), time.process_time()
        lgb.train(params, lgb.Dataset(x, y), 200)
        wall, cpu = min(wall, time.time() - started), min(cpu, time.process_time() - used)
    return dict(wallMs=wall * 1000, cpuMs=cpu * 1000)


if __name__ == "__main__":
    out = speed(int(sys.argv[2]))
    print(json.dumps(dict(out, version=lgb.__version__)))
