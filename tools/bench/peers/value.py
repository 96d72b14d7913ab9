"""LightGBM with the Tweedie loss on a table with the columns __target and __split (train, tune, test): expected values of the test rows, in their order.

Stops on the tune rows, then trains as many trees on train and tune together, as our models do."""
import json
import sys

import lightgbm as lgb
import pandas as pd

table = pd.read_csv(sys.argv[1])
inputs = [c for c in table.columns if not c.startswith("__")]
part = {name: table[table["__split"] == name] for name in ("train", "tune", "test")}
train = lgb.Dataset(part["train"][inputs], part["train"]["__target"])
tune = lgb.Dataset(part["tune"][inputs], part["tune"]["__target"], reference=train)
params = {"objective": "tweedie", "tweedie_variance_power": 1.5, "learning_rate": 0.04, "num_leaves": 12, "min_data_in_leaf": 50, "bagging_fraction": 0.75, "bagging_freq": 1, "feature_fraction": 0.5, "lambda_l2": 1, "seed": 1, "num_threads": 2, "verbose": -1}
model = lgb.train(params, train, 600, valid_sets=[tune], callbacks=[lgb.early_stopping(60, verbose=False)])
whole = pd.concat([part["train"], part["tune"]])
again = lgb.train(params, lgb.Dataset(whole[inputs], whole["__target"]), model.best_iteration)
print(json.dumps({"version": lgb.__version__, "trees": model.best_iteration, "score": [float(v) for v in again.predict(part["test"][inputs])]}))
