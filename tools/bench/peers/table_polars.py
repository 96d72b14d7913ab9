"""The training table of `npm run bench -- data --only table` in polars: the same rows and features from the same Parquet files.

`<job.json>`: {files: {kind: [path]}, superseded: path | null, snapshots: [{cutoff, labelEnd, part}] in ISO 8601, out: path, threads}.
Each kind is read once, with the columns that are needed; each snapshot then takes what was known at its cutoff. Prints {seconds, rows, version, peakRssBytes}.
"""
import json
import os
import resource
import sys
import time

job = json.load(open(sys.argv[1]))
os.environ["POLARS_MAX_THREADS"] = str(job["threads"])
import polars as pl  # noqa: E402  (reads the variable when it is loaded)

DAY_US = 86_400_000_000
ID = pl.Categorical(pl.Categories("customer"))
COLUMNS = {
    "order_line": ["customer_id", "event_id", "order_id", "product_id", "quantity", "unit_price", "discount", "state"],
    "session_event": ["customer_id", "session_id", "product_id", "kind"],
    "impression": ["customer_id"],
    "promotion_exposure": ["customer_id", "treated"],
    "return": ["customer_id", "amount"],
}
E = pl.col("event_time")


def load(kind, superseded):
    lf = pl.scan_parquet(job["files"][kind]).select("event_time", "known_time", *COLUMNS[kind]).filter(pl.col("customer_id").is_not_null())
    if superseded is not None and kind in superseded:
        lf = lf.join(superseded[kind].lazy(), on=["event_id", "known_time"], how="left").drop("event_id")
    if kind == "order_line":
        lf = lf.filter(pl.col("state").fill_null("placed") == "placed").drop("state")
        lf = lf.with_columns((pl.col("quantity") * pl.col("unit_price") - pl.col("discount").fill_null(0)).alias("amount")).drop("quantity", "unit_price")
        lf = lf.with_columns(pl.col("order_id").cast(pl.Categorical(pl.Categories("order"))), pl.col("product_id").cast(pl.Categorical(pl.Categories("product"))))
    if kind == "session_event":
        lf = lf.with_columns(pl.col("session_id").cast(pl.Categorical(pl.Categories("session"))), pl.col("product_id").cast(pl.Categorical(pl.Categories("product"))), pl.col("kind").cast(pl.Categorical(pl.Categories("kind"))))
    if kind == "promotion_exposure":
        lf = lf.filter(pl.col("treated")).drop("treated")
    return lf.with_columns(pl.col("customer_id").cast(ID)).collect()


def known(df, at, days=None):
    keep = (E <= at) & (pl.col("known_time") <= at)
    if days is not None:
        keep &= E > at - pl.duration(days=days)
    if "superseded_time" in df.columns:
        keep &= pl.col("superseded_time").is_null() | (pl.col("superseded_time") > at)
    return df.lazy().filter(keep)


def ago(at, days):
    return E > at - pl.duration(days=days)


def days_since(at, moment):
    return (at - moment).dt.total_microseconds() / DAY_US


def orders(df, at):
    lines = known(df, at)
    within = lambda to, frm: (E > at - pl.duration(days=frm)) & (E <= at - pl.duration(days=to)) if to else ago(at, frm)  # noqa: E731
    by_order = lines.group_by("customer_id", "order_id").agg(pl.col("amount").sum().alias("total"), E.min().alias("first"), E.max().alias("last")).filter(pl.col("order_id").is_not_null())
    by_order = by_order.group_by("customer_id").agg(
        pl.len().alias("frequency"), pl.col("total").mean().alias("monetary"), (pl.col("last") > at - pl.duration(days=30)).sum().alias("orders_30d"), (pl.col("last") > at - pl.duration(days=90)).sum().alias("orders_90d"),
        pl.col("first").min().alias("from"), pl.col("first").max().alias("to"),
    )
    flat = lines.group_by("customer_id").agg(
        E.max().alias("newest"), E.min().alias("oldest"),
        *[pl.col("amount").filter(ago(at, d)).sum().alias(f"spent_{d}d") for d in (30, 90)], pl.col("amount").sum().alias("spent_ever"), ago(at, 30).sum().alias("lines_30d"), pl.col("amount").max().alias("largest_line"),
        *[within(30 * (3 - k), 30 * (4 - k)).sum().cast(pl.Float64).alias(f"p{k}") for k in range(4)],
        pl.col("discount").filter(ago(at, 180)).sum().alias("off"), pl.col("amount").filter(ago(at, 180)).sum().alias("net"),
    )
    products = lines.filter(ago(at, 90) & pl.col("product_id").is_not_null()).group_by("customer_id", "product_id").agg().group_by("customer_id").agg(pl.len().alias("products_90d"))
    gap = (pl.col("to") - pl.col("from")).dt.total_microseconds() / DAY_US / (pl.col("frequency").cast(pl.Int64) - 1)
    gap = pl.when(pl.col("frequency") > 1).then(gap)
    overdue = pl.when(gap != 0).then(days_since(at, pl.col("newest")) / gap)
    return flat.join(by_order, on="customer_id", how="left").join(products, on="customer_id", how="left").select(
        "customer_id", days_since(at, pl.col("newest")).alias("recency"), "frequency", "monetary", days_since(at, pl.col("oldest")).alias("tenure"), "orders_30d", "orders_90d", "spent_30d", "spent_90d", "spent_ever",
        "lines_30d", "products_90d", "largest_line", gap.alias("gap_mean"), overdue.alias("gap_overdue"),
        (-0.3 * pl.col("p0") - 0.1 * pl.col("p1") + 0.1 * pl.col("p2") + 0.3 * pl.col("p3")).alias("lines_trend"),
        pl.when(pl.col("off") + pl.col("net") != 0).then(pl.col("off") / (pl.col("off") + pl.col("net"))).alias("discount_share_180d"),
    )


def sessions(df, at):
    rows = known(df, at)
    kind = pl.col("kind")
    n = lambda value, d: ((kind == value) & ago(at, d)).sum()  # noqa: E731
    flat = rows.group_by("customer_id").agg(
        n("view", 7).alias("views_7d"), n("view", 30).alias("views_30d"), n("add_to_cart", 7).alias("carts_7d"), n("add_to_cart", 30).alias("carts_30d"), n("search", 30).alias("searches_30d"), n("error", 90).alias("errors_90d"),
        E.max().alias("newest"), n("add_to_cart", 90).alias("carts"), n("view", 90).alias("views"),
    )
    recent = rows.filter(ago(at, 90) & pl.col("session_id").is_not_null()).group_by("customer_id", "session_id").agg(E.max().alias("last"))
    recent = recent.group_by("customer_id").agg((pl.col("last") > at - pl.duration(days=30)).sum().alias("sessions_30d"), pl.len().alias("sessions_90d"))
    products = rows.filter(ago(at, 30) & pl.col("product_id").is_not_null()).group_by("customer_id", "product_id").agg().group_by("customer_id").agg(pl.len().alias("viewed_products_30d"))
    return flat.join(recent, on="customer_id", how="left").join(products, on="customer_id", how="left").select(
        "customer_id", "views_7d", "views_30d", "carts_7d", "carts_30d", "searches_30d", "errors_90d", "sessions_30d", "sessions_90d", "viewed_products_30d", days_since(at, pl.col("newest")).alias("days_since_visit"),
        pl.when(pl.col("views") != 0).then(pl.col("carts") / pl.col("views")).alias("carts_a_view_90d"),
    )


ZERO = ["frequency", "orders_30d", "orders_90d", "spent_30d", "spent_90d", "spent_ever", "lines_30d", "products_90d", "lines_trend", "views_7d", "views_30d", "carts_7d", "carts_30d", "searches_30d", "errors_90d", "sessions_30d", "sessions_90d", "viewed_products_30d", "impressions_30d", "contacts_90d", "returned_180d"]


def snapshot(data, s):
    at, end = (pl.lit(s[k]).str.to_datetime(time_unit="us", time_zone="UTC").dt.replace_time_zone(None) for k in ("cutoff", "labelEnd"))
    who = pl.concat([known(data[k], at, 90).select("customer_id") for k in ("order_line", "session_event")]).unique()
    line = data["order_line"].lazy().filter((E > at) & (E <= end) & (pl.col("known_time") <= end))
    if "superseded_time" in data["order_line"].columns:
        line = line.filter(pl.col("superseded_time").is_null() | (pl.col("superseded_time") > end))
    bought = line.select("customer_id", pl.lit(True).alias("target")).unique("customer_id")
    parts = [
        orders(data["order_line"], at), sessions(data["session_event"], at),
        known(data["impression"], at, 30).group_by("customer_id").agg(pl.len().alias("impressions_30d")), known(data["promotion_exposure"], at, 90).group_by("customer_id").agg(pl.len().alias("contacts_90d")),
        known(data["return"], at, 180).group_by("customer_id").agg(pl.col("amount").sum().alias("returned_180d")), bought,
    ]
    for part in parts:
        who = who.join(part, on="customer_id", how="left")
    return who.with_columns(pl.col(ZERO).fill_null(0), pl.col("target").fill_null(False), at.alias("cutoff"), pl.lit(s["part"]).alias("split"))


def main():
    began = time.time()
    superseded = None
    if job["superseded"]:
        rows = pl.read_parquet(job["superseded"])
        superseded = {k: rows.filter(pl.col("kind") == k).drop("kind") for k in ("order_line",)}
    data = {kind: load(kind, superseded) for kind in COLUMNS}
    loaded = time.time()
    made = [snapshot(data, s).collect(engine=job.get("engine", "auto")) for s in job["snapshots"]]
    table = pl.concat(made).with_columns(pl.col("customer_id").cast(pl.String))
    table.write_parquet(job["out"])
    return dict(seconds=time.time() - began, load=loaded - began, rows=table.height, version=pl.__version__, peakRssBytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    print(json.dumps(main()))
