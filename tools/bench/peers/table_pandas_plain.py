"""The training table of `npm run bench -- data --only table` in pandas as its user guide writes it: the same rows and features from the same Parquet files.

Takes what table_polars.py takes. Whole files are read, ids stay the strings that they are, each snapshot filters what was known at its cutoff, and each feature is
one `groupby` over its window; nothing runs row by row in Python. `table_pandas.py` is the same after somebody has made it fast by hand.
"""
import json
import resource
import sys
import time

import pandas as pd

job = json.load(open(sys.argv[1]))
KINDS = ["order_line", "session_event", "impression", "promotion_exposure", "return"]
DAY = pd.Timedelta(days=1)


def load():
    data = {}
    for kind in KINDS:
        d = pd.concat([pd.read_parquet(file) for file in job["files"][kind]], ignore_index=True)
        data[kind] = d[d["customer_id"].notna()]
    lines = data["order_line"]
    lines = lines[lines["state"].fillna("placed") == "placed"].copy()
    lines["amount"] = lines["quantity"] * lines["unit_price"] - lines["discount"].fillna(0)
    if job["superseded"]:
        later = pd.read_parquet(job["superseded"])
        later = later[later["kind"] == "order_line"][["event_id", "known_time", "superseded_time"]]
        lines = lines.merge(later, on=["event_id", "known_time"], how="left")
    data["order_line"] = lines
    exposures = data["promotion_exposure"]
    data["promotion_exposure"] = exposures[exposures["treated"].fillna(False).astype(bool)]
    return data


def known(d, at):
    d = d[(d["event_time"] <= at) & (d["known_time"] <= at)]
    if "superseded_time" in d:
        d = d[d["superseded_time"].isna() | (d["superseded_time"] > at)]
    return d


def snapshot(data, s):
    at, end = pd.Timestamp(s["cutoff"]), pd.Timestamp(s["labelEnd"])
    lines, visits, shown, contacts, returned = [known(data[kind], at) for kind in KINDS]

    def last(d, days):
        return d[d["event_time"] > at - days * DAY]

    def of(d):
        return d.groupby("customer_id")

    who = pd.concat([last(lines, 90)["customer_id"], last(visits, 90)["customer_id"]]).unique()
    table = pd.DataFrame(index=pd.Index(who, name="customer_id"))
    orders = lines.groupby(["customer_id", "order_id"]).agg(total=("amount", "sum"), first=("event_time", "min"), last=("event_time", "max")).reset_index()

    table["recency"] = (at - of(lines)["event_time"].max()) / DAY
    table["frequency"] = of(lines)["order_id"].nunique()
    table["monetary"] = of(orders)["total"].mean()
    table["tenure"] = (at - of(lines)["event_time"].min()) / DAY
    for days in (30, 90):
        table[f"orders_{days}d"] = of(last(lines, days))["order_id"].nunique()
        table[f"spent_{days}d"] = of(last(lines, days))["amount"].sum()
    table["spent_ever"] = of(lines)["amount"].sum()
    table["lines_30d"] = of(last(lines, 30)).size()
    table["products_90d"] = of(last(lines, 90))["product_id"].nunique()
    table["largest_line"] = of(lines)["amount"].max()
    gaps = of(orders).agg(n=("first", "size"), start=("first", "min"), end=("first", "max"))
    gaps = gaps[gaps["n"] > 1]
    table["gap_mean"] = (gaps["end"] - gaps["start"]) / DAY / (gaps["n"] - 1)
    table["gap_overdue"] = table["recency"] / table["gap_mean"].where(table["gap_mean"] != 0)
    slope = {120: -0.3, 90: -0.1, 60: 0.1, 30: 0.3}
    table["lines_trend"] = 0.0
    for days, weight in slope.items():
        period = last(lines, days)
        period = period[period["event_time"] <= at - (days - 30) * DAY]
        table["lines_trend"] += weight * of(period).size().reindex(table.index, fill_value=0)
    half = of(last(lines, 180))[["discount", "amount"]].sum()
    gross = half["discount"] + half["amount"]
    table["discount_share_180d"] = half["discount"] / gross.where(gross != 0)
    for name, kind in (("views", "view"), ("carts", "add_to_cart")):
        for days in (7, 30):
            table[f"{name}_{days}d"] = of(last(visits[visits["kind"] == kind], days)).size()
    table["searches_30d"] = of(last(visits[visits["kind"] == "search"], 30)).size()
    table["errors_90d"] = of(last(visits[visits["kind"] == "error"], 90)).size()
    for days in (30, 90):
        table[f"sessions_{days}d"] = of(last(visits, days))["session_id"].nunique()
    table["viewed_products_30d"] = of(last(visits, 30))["product_id"].nunique()
    table["days_since_visit"] = (at - of(visits)["event_time"].max()) / DAY
    quarter = last(visits, 90)
    views = of(quarter[quarter["kind"] == "view"]).size().reindex(table.index)
    table["carts_a_view_90d"] = of(quarter[quarter["kind"] == "add_to_cart"]).size().reindex(table.index).fillna(0) / views
    table["impressions_30d"] = of(last(shown, 30)).size()
    table["contacts_90d"] = of(last(contacts, 90)).size()
    table["returned_180d"] = of(last(returned, 180))["amount"].sum()
    empty = {"recency", "monetary", "tenure", "largest_line", "gap_mean", "gap_overdue", "discount_share_180d", "days_since_visit", "carts_a_view_90d"}
    zero = [name for name in table.columns if name not in empty]
    table[zero] = table[zero].fillna(0)
    then = known(data["order_line"], end)
    table["target"] = table.index.isin(then[then["event_time"] > at]["customer_id"].unique())
    table["cutoff"] = at.tz_localize(None)
    table["split"] = s["part"]
    return table.reset_index()


def main():
    began = time.time()
    data = load()
    loaded = time.time()
    table = pd.concat([snapshot(data, s) for s in job["snapshots"]], ignore_index=True)
    table.to_parquet(job["out"], index=False)
    return dict(seconds=time.time() - began, load=loaded - began, rows=len(table), version=pd.__version__, peakRssBytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    print(json.dumps(main()))
