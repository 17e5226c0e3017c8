"""Changes that nobody but a test would make to the tables: the oracle must find each, and say where."""
import os

import oracle as judge

ANY_DETAIL = "ctid = (SELECT min(ctid) FROM public.transaction_detail)"
ANY_RETAIL = "ctid = (SELECT min(ctid) FROM public.retail)"
ANY_LETTER = "ctid = (SELECT min(ctid) FROM millrace.dead_letter)"
TAMPERING = [
    ("a detail row is lost", f"DELETE FROM public.transaction_detail WHERE {ANY_DETAIL}", "transaction_detail"),
    ("a detail row is doubled", "INSERT INTO public.transaction_detail SELECT * FROM public.transaction_detail "
     f"WHERE {ANY_DETAIL}", "transaction_detail"),
    ("one lost, another doubled", f"UPDATE public.transaction_detail SET (transaction_id, price) = (SELECT "
     "transaction_id, price FROM public.transaction_detail ORDER BY ctid DESC LIMIT 1) WHERE " + ANY_DETAIL,
     "transaction_detail"),
    ("an average is off by a cent", f"UPDATE public.retail SET avg_price = avg_price + 0.01 WHERE {ANY_RETAIL}",
     "retail"),
    ("a running total is off by one", f"UPDATE public.retail SET running_total = running_total - 1 WHERE {ANY_RETAIL}",
     "retail"),
    ("a group is lost", f"DELETE FROM public.retail WHERE {ANY_RETAIL}", "retail"),
    ("a dead letter is lost", f"DELETE FROM millrace.dead_letter WHERE {ANY_LETTER}", "dead letters"),
    ("a row is written again as it was", f"UPDATE public.retail SET avg_price = avg_price WHERE {ANY_RETAIL}",
     "public.retail: rows of transactions"),
    ("an epoch is forgotten", "DELETE FROM millrace.epoch WHERE epoch = (SELECT max(epoch) FROM millrace.epoch)",
     "millrace.epoch"),
    ("the job's row is turned back", "UPDATE millrace.job SET epoch = epoch - 1", "audit"),
]


def prove(oracle, database):
    """Tampers with a copy of the database in every way; the descriptions of what was not found."""
    missed = []
    try:
        for what, sql, where in TAMPERING:
            os.environ["PGDATABASE"] = "postgres"
            judge.psql("DROP DATABASE IF EXISTS tampered")
            judge.psql(f"CREATE DATABASE tampered TEMPLATE {database}")
            os.environ["PGDATABASE"] = "tampered"
            judge.psql(sql)
            try:
                oracle.check()
                missed.append(what)
            except judge.Mismatch as mismatch:
                if not str(mismatch).startswith(where):
                    missed.append(f"{what} (found as: {mismatch})")
    finally:
        os.environ["PGDATABASE"] = database
    return missed
