"""LightGBM as a peer on Online Shoppers: a bag of 8 small models (quality page 1.2), each stopped on its own fold.

`<csv.gz> <fold of 3 | late> <excluded columns, with commas>` prints one JSON line: {rows (from 1), scores, version, seconds}.
"""
import json
import sys
import time

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

PARAMS = dict(objective="binary", learning_rate=0.03, num_leaves=15, subsample=0.75, subsample_freq=1, colsample_bytree=0.6, reg_lambda=1, min_child_samples=20, n_estimators=1000, n_jobs=1, verbose=-1)
CATEGORIES = ["Month", "OperatingSystems", "Browser", "Region", "TrafficType", "VisitorType", "Weekend"]


def main(path, part, excluded):
    table = pd.read_csv(path)
    y = table.pop("Revenue").astype(str).str.upper().eq("TRUE").astype(int).to_numpy()
    late = table["Month"].isin(["Nov", "Dec"]).to_numpy()
    fold = np.floor(3 * ((np.arange(len(table), dtype=np.uint64) * np.uint64(2654435761)) % np.uint64(2**32)).astype(np.float64) / 2**32).astype(int)
    test = late if part == "late" else fold == int(part)
    x = table.drop(columns=[c for c in excluded.split(",") if c])
    for name in CATEGORIES:
        if name in x:
            x[name] = x[name].astype(str).astype("category")
    train = np.flatnonzero(~test)
    held = np.flatnonzero(test)
    started = time.time()
    scores = np.zeros(len(held))
    for seed, (fit, stop) in enumerate(StratifiedKFold(8, shuffle=True, random_state=1).split(train, y[train])):
        model = lgb.LGBMClassifier(**PARAMS, random_state=seed)
        a, b = train[fit], train[stop]
        model.fit(x.iloc[a], y[a], eval_set=[(x.iloc[b], y[b])], callbacks=[lgb.early_stopping(100, verbose=False)])
        scores += model.predict_proba(x.iloc[held])[:, 1] / 8
    return dict(rows=(held + 1).tolist(), scores=scores.round(9).tolist(), version=lgb.__version__, seconds=time.time() - started)


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:4])))
