"""The training table of `npm run bench -- data --only table` in pandas: the same rows and features from the same Parquet files.

Takes what table_polars.py takes. Ids are integers from the start, windows are masks, every aggregate is one of pandas' own compiled ones; Parquet is read by pyarrow on as many threads.
"""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

job = json.load(open(sys.argv[1]))
pa.set_cpu_count(job["threads"])
DAY = pd.Timedelta(days=1)
DAY_US = 86_400_000_000
COLUMNS = {
    "order_line": ["order_id", "product_id", "event_id", "quantity", "unit_price", "discount", "state"],
    "session_event": ["session_id", "product_id", "kind"],
    "impression": [],
    "promotion_exposure": ["treated"],
    "return": ["amount"],
}
IDS = ["order_id", "product_id", "session_id", "kind"]


def load(kind):
    table = ds.dataset(job["files"][kind]).to_table(columns=["customer_id", "event_time", "known_time", *COLUMNS[kind]], filter=pc.field("customer_id").is_valid())
    for name in ("event_time", "known_time"):
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.timestamp("us")))
    for name in ("customer_id", *IDS):
        if name in table.column_names:
            table = table.set_column(table.column_names.index(name), name, table[name].combine_chunks().dictionary_encode())
    return table.to_pandas()


def prepare():
    data = {kind: load(kind) for kind in COLUMNS}
    lines = data["order_line"]
    lines = lines[lines["state"].fillna("placed") == "placed"].drop(columns="state")
    lines["amount"] = lines["quantity"] * lines["unit_price"] - lines["discount"].fillna(0)
    if job["superseded"]:
        later = pd.read_parquet(job["superseded"])
        for name in ("known_time", "superseded_time"):
            later[name] = later[name].dt.tz_localize(None)
        lines = lines.merge(later[later["kind"] == "order_line"].drop(columns="kind"), on=["event_id", "known_time"], how="left")
    data["order_line"] = lines.drop(columns=["event_id", "quantity", "unit_price"])
    data["promotion_exposure"] = data["promotion_exposure"][data["promotion_exposure"]["treated"].fillna(False).astype(bool)]
    # one numbering of customers for all kinds
    names = pd.Index(pd.unique(np.concatenate([d["customer_id"].cat.categories.to_numpy() for d in data.values()])))
    for d in data.values():
        d["customer"] = names.get_indexer(d["customer_id"].cat.categories)[d["customer_id"].cat.codes]
        for name in IDS:
            if name in d and name != "kind":
                d[name] = d[name].cat.codes
        d.drop(columns="customer_id", inplace=True)
    return data, names


def known(d, at, days=None):
    keep = (d["event_time"] <= at) & (d["known_time"] <= at)
    if days is not None:
        keep &= d["event_time"] > at - days * DAY
    if "superseded_time" in d:
        keep &= d["superseded_time"].isna() | (d["superseded_time"] > at)
    return d[keep]


def days_since(at, moment):
    return (at - moment) / pd.Timedelta(microseconds=1) / DAY_US


def count(rows):
    return rows.groupby("customer", sort=False).size()


def distinct(rows, by):
    """Of ids, whose code -1 is a missing one."""
    rows = rows.loc[rows[by] >= 0, ["customer", by]].drop_duplicates()
    return count(rows)


def orders(d, at):
    lines = known(d, at)
    within = {days: lines[lines["event_time"] > at - days * DAY] for days in (30, 60, 90, 120, 180)}
    groups = lines.groupby("customer", sort=False)
    by_order = lines[lines["order_id"] >= 0].groupby(["customer", "order_id"], sort=False).agg(total=("amount", "sum"), first=("event_time", "min"), last=("event_time", "max")).reset_index("customer")
    own = by_order.groupby("customer", sort=False).agg(frequency=("total", "size"), monetary=("total", "mean"), start=("first", "min"), end=("first", "max"))
    out = groups.agg(newest=("event_time", "max"), oldest=("event_time", "min"), spent_ever=("amount", "sum"), largest_line=("amount", "max")).join(own)
    for days in (30, 90):
        out[f"orders_{days}d"] = count(by_order[by_order["last"] > at - days * DAY])
        out[f"spent_{days}d"] = within[days].groupby("customer", sort=False)["amount"].sum()
    counts = {days: count(within[days]).reindex(out.index, fill_value=0) for days in (30, 60, 90, 120)}
    out["lines_30d"] = counts[30]
    out["products_90d"] = distinct(within[90], "product_id")
    half = within[180].groupby("customer", sort=False)[["discount", "amount"]].sum()
    gross = half["discount"] + half["amount"]
    out["discount_share_180d"] = half["discount"] / gross.where(gross != 0)
    out["lines_trend"] = -0.3 * (counts[120] - counts[90]) - 0.1 * (counts[90] - counts[60]) + 0.1 * (counts[60] - counts[30]) + 0.3 * counts[30]
    out["recency"] = days_since(at, out["newest"])
    out["tenure"] = days_since(at, out["oldest"])
    gaps = (out["frequency"] - 1).where(out["frequency"] > 1)
    out["gap_mean"] = (out["end"] - out["start"]) / pd.Timedelta(microseconds=1) / DAY_US / gaps
    out["gap_overdue"] = out["recency"] / out["gap_mean"].where(out["gap_mean"] != 0)
    return out.drop(columns=["newest", "oldest", "start", "end"])


def sessions(d, at):
    rows = known(d, at)
    out = pd.DataFrame({"days_since_visit": days_since(at, rows.groupby("customer", sort=False)["event_time"].max())})
    rows = rows[rows["event_time"] > at - 90 * DAY]
    code = {value: k for k, value in enumerate(rows["kind"].cat.categories)}
    kind = rows["kind"].cat.codes
    of = {value: rows.loc[kind == code.get(value, -2), ["customer", "event_time"]] for value in ("view", "add_to_cart", "search", "error")}
    recent = lambda value, days: count(of[value][of[value]["event_time"] > at - days * DAY])  # noqa: E731
    for name, value in (("views", "view"), ("carts", "add_to_cart")):
        for days in (7, 30):
            out[f"{name}_{days}d"] = recent(value, days)
    out["searches_30d"] = recent("search", 30)
    out["errors_90d"] = count(of["error"])
    month = rows[rows["event_time"] > at - 30 * DAY]
    out["sessions_30d"] = distinct(month, "session_id")
    out["sessions_90d"] = distinct(rows, "session_id")
    out["viewed_products_30d"] = distinct(month, "product_id")
    views = count(of["view"]).reindex(out.index)
    out["carts_a_view_90d"] = count(of["add_to_cart"]).reindex(out.index).fillna(0) / views
    return out


ZERO = ["frequency", "orders_30d", "orders_90d", "spent_30d", "spent_90d", "spent_ever", "lines_30d", "products_90d", "lines_trend", "views_7d", "views_30d", "carts_7d", "carts_30d", "searches_30d", "errors_90d", "sessions_30d", "sessions_90d", "viewed_products_30d", "impressions_30d", "contacts_90d", "returned_180d"]


def snapshot(data, s):
    at, end = (pd.Timestamp(s[k]).tz_localize(None) for k in ("cutoff", "labelEnd"))
    who = pd.unique(np.concatenate([known(data[k], at, 90)["customer"].to_numpy() for k in ("order_line", "session_event")]))
    lines = data["order_line"]
    then = (lines["event_time"] > at) & (lines["event_time"] <= end) & (lines["known_time"] <= end)
    if "superseded_time" in lines:
        then &= lines["superseded_time"].isna() | (lines["superseded_time"] > end)
    table = pd.DataFrame(index=pd.Index(who, name="customer")).join([orders(lines, at), sessions(data["session_event"], at)])
    table["impressions_30d"] = count(known(data["impression"], at, 30))
    table["contacts_90d"] = count(known(data["promotion_exposure"], at, 90))
    table["returned_180d"] = known(data["return"], at, 180).groupby("customer", sort=False)["amount"].sum()
    table[ZERO] = table[ZERO].fillna(0)
    table["target"] = table.index.isin(lines.loc[then, "customer"].unique())
    table["cutoff"] = at
    table["split"] = s["part"]
    return table.reset_index()


def main():
    began = time.time()
    data, names = prepare()
    loaded = time.time()
    table = pd.concat([snapshot(data, s) for s in job["snapshots"]], ignore_index=True)
    table["customer_id"] = names.to_numpy()[table.pop("customer")]
    table.to_parquet(job["out"], index=False)
    return dict(seconds=time.time() - began, load=loaded - began, rows=len(table), version=pd.__version__, peakRssBytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    print(json.dumps(main()))
