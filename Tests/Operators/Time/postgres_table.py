#!/usr/bin/env python3
"""Asks a PostgreSQL 15 what times mean; see README.md. Usage: postgres_table.py [--rows N] [--seed S] PSQL-OPTIONS..."""
import random
import subprocess
import sys

arguments = sys.argv[1:]


def option(name, default):
    if name not in arguments:
        return default
    at = arguments.index(name)
    value = int(arguments[at + 1])
    del arguments[at:at + 2]
    return value


rows = option("--rows", 0)
dice = random.Random(option("--seed", 1))

ZONES = ["UTC", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Jakarta",
         "America/Havana", "America/St_Johns", "Europe/Dublin", "Africa/Casablanca", "Asia/Kathmandu", "America/Nuuk",
         "Europe/Moscow", "America/Sao_Paulo", "Asia/Tehran", "UTC+3", "+07", "EST5EDT", "CET-1CEST,M3.5.0,M10.5.0/3"]
TIMES = ["2011-03-13 01:59:59", "2011-03-13 02:30:00", "2011-03-13 03:00:00", "2011-11-06 00:59:59.999999",
         "2011-11-06 01:00:00", "2011-11-06 01:30:00", "2011-11-06 02:00:00", "2011-12-29 23:59:59",
         "2011-12-30 12:00:00", "2011-12-31 00:00:00", "2023-10-01 02:10:00", "2023-04-02 01:45:00",
         "2024-03-31 02:30:00", "2024-10-27 02:30:00", "2050-07-01 12:00:00", "2400-03-26 02:30:00",
         "1883-11-18 12:00:00", "1900-01-01 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"]
TEXTS = """2020-01-02|2020-1-2|2020-01-02T03:04:05Z|2020-01-02t03:04:05z|2020-01-02 03:04|2020-01-02T03|2020-01-02 3:4:5
2020-01-02 03:04:05.123456|2020-01-02 03:04:05.1234565|2020-01-02 03:04:05.9999999|2020-01-02 03:04:05.|2020-01-02 03:04:05,5
2020-01-02 03:04:05+05|2020-01-02 03:04:05 +0530|2020-01-02 03:04:05+5:30|2020-01-02 03:04:05-15:59:59|2020-01-02 03:04:05+16
2020-01-02 03:04:05+053|2020-01-02 03:04:05 UTC|2020-01-02 03:04:05 GMT|2020-01-02+05|2020-01-02Z|  2020-01-02 03:04:05  |
2016-12-31 23:59:60|2016-12-31 23:59:60.5|2016-12-31 12:30:60.5|2020-01-02 24:00:00|2020-01-02 24:00:01|2020-01-02 25:00:00
2020-01-02 23:60:00|2020-02-29|2019-02-29|2020-13-01|2020-00-01|2020-01-32|2020-01-00|0000-01-01|0001-01-01|12020-01-02 00:00:00
294276-12-31 23:59:59.999999Z|294276-12-31 23:59:59.9999999Z|294277-01-01 00:00:00Z|2020-01-02 03:04:05 +|hello|2020-01|2020
2020-01-02 03:04:05Zx|2020-01-02x|2011-03-13 02:30:00|2011-11-06 01:30:00""".replace("\n", "|").split("|")
INTERVALS = """1 day|1.5 months|1.5 weeks|1.5 years|0.5 days|-1 day 02:03:04|1 day ago|P1Y2M3DT4H5M6.7S|P2W|P-1D|5|1.5|1:02
1:02:03.4|3 days 4:05|1 mon -1 day +02:03|1 decade 1 century|@ 1 minute|1h30m|1d2h|10 ms|10us|1.55 months|1 year 1.1 mon
0.1 weeks|0.123456789 seconds|2147483647 days|2147483648 days|100:00:00|1:2:3|1:60|4:05.5|1 2|PT1.5H|P1.5D|P0.5Y|1.99 months
1 day -1.5 hours|0.0000005 s|1.9999999 s|-0.5 min|1.123 min|0.3 h|1e3 seconds|1 day 1 day|-1:30|- 1 day|0|2 days -3 hours
-1 mon +1 day|1 year -1 month|hello|P|PT|1 fortnight|-00:00:01.5|1 mon 0 day -0.000001 sec|9223372036854 s|30 seconds|5 MINUTES
1 milliseconds|1.5 ms|-1.5 days|1 month|1 year|10 years 3 mons|P1YT1M|P1DT|p1d|+1 day|1 day 2|1-2|-1-2|-0-2|1-12|1-2-3|300000000-2
1 2:03|1 2:03:04|1 -2:03|1-2 3 4:05:06|-1-2 +3 -4:05:06|1-2 3|1 2 hours|1 2 3:00|1-2 ago|1 2:03 ago|1 day 1-2|-1-2.5
P0001-02-03T04:05:06|P0001-02-03|P0001|PT01:02|PT01:02:03.5|PT010203|P20210304T010203|P20210304.5T010203.5|P00010203
P-0001-02-03T-04:05:06|P-00010203T-010203|P1.5-2|P1Y0001-02|PT1:2:3:4|P0001-13-40T99:99:99""".replace("\n", "|").split("|")
TEMPLATES = [("2020-02-03 10:11:12", "YYYY-MM-DD HH24:MI:SS"), ("20200203", "YYYYMMDD"), ("2020/2/3 1:2", "YYYY-MM-DD HH24:MI"),
             ("2020-02-03T10:11:12.5", 'YYYY-MM-DD"T"HH24:MI:SS.MS'), ("2020-02-03 11 pm", "YYYY-MM-DD HH12 PM"),
             ("2020-02-03 12 AM", "YYYY-MM-DD HH12 PM"), ("3 Feb 2020", "DD Mon YYYY"), ("3 february 2020", "DD Month YYYY"),
             ("2020-034", "YYYY-DDD"), ("2020-366", "YYYY-DDD"), ("2019-366", "YYYY-DDD"),
             ("2020-02-03 10:00 +05:30", "YYYY-MM-DD HH24:MI TZH:TZM"), ("2020-02-03 10:00:00.123456", "YYYY-MM-DD HH24:MI:SS.US"),
             ("2020-02-03 10:00:00-07", "YYYY-MM-DD HH24:MI:SSTZH"),
             ("2020-02-03 10:00:00.12", "YYYY-MM-DD HH24:MI:SS.US"), ("2020-02-03", "YYYY-MM-DD HH24:MI:SS"),
             ("20-02-03", "YY-MM-DD"), ("75-02-03", "YY-MM-DD"), ("2020-02-30", "YYYY-MM-DD"), ("2020-02-03 24:00", "YYYY-MM-DD HH24:MI"),
             ("2020-02-03 13:00", "YYYY-MM-DD HH:MI"), ("2020-02-03 12:60", "YYYY-MM-DD HH:MI"),
             ("2020-02-03 10:00:60", "YYYY-MM-DD HH24:MI:SS"), ("20200203101112", "YYYYMMDDHH24MISS"), ("x", "YYYY-MM-DD")]
UNITS = ["second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century", "millennium"]


def some_time():
    kind = dice.randrange(4)
    if kind == 0:
        year = dice.randrange(1, 9999)
    elif kind == 1:
        year = dice.randrange(1880, 2040)
    else:
        year = dice.randrange(2005, 2030)
    day = f"{year:04}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
    return f"{day} {dice.randrange(24):02}:{dice.randrange(60):02}:{dice.randrange(60):02}" + dice.choice(["", ".5", ".123456"])


def some_zone():
    return dice.choice(ZONES)


def some_interval():
    words = [f"{dice.randrange(-30, 30)} {unit}" for unit in ("years", "months", "days", "hours", "seconds") if dice.random() < 0.5]
    return " ".join(words) or "1 day"


questions = []
if rows == 0:
    questions += [("local", zone, time) for zone in ZONES for time in TIMES[dice.randrange(3)::3]]
    questions += [("zoned", zone, time) for zone in ZONES for time in TIMES[dice.randrange(4)::4]]
    questions += [("text", dice.choice(["UTC", "America/Los_Angeles"]), text) for text in TEXTS if text]
    questions += [("interval", "", text) for text in INTERVALS]
    questions += [("template", template, text) for text, template in TEMPLATES]
    questions += [("trunc", unit, time) for unit in UNITS for time in ("2024-05-17 13:14:15.678901", "0001-01-03 01:02:03", "2001-01-01 00:00:00")]
for index in range(rows or 60):
    kind = index % 4
    if kind == 0:
        questions.append(("plus", dice.choice([zone for zone in ZONES if zone != "+07"]), some_time() + "|" + some_interval()))
    elif kind == 1:
        questions.append(("local", some_zone(), some_time()))
    elif kind == 2:
        questions.append(("zoned", some_zone(), some_time()))
    else:
        questions.append(("trunctz", dice.choice(UNITS) + "|" + some_zone(), some_time()))

quote = lambda text: "'" + text.replace("'", "''") + "'"


def expression(kind, detail, text):
    if kind == "local":
        return f"({quote(text)}::timestamp at time zone {quote(detail)})::text"
    if kind == "zoned":
        return f"({quote(text + '+00')}::timestamptz at time zone {quote(detail)})::text"
    if kind == "text":
        return f"{quote(text)}::timestamptz::text"
    if kind == "interval":
        return f"{quote(text)}::interval::text"
    if kind == "template":
        return f"to_timestamp({quote(text)},{quote(detail)})::text"
    if kind == "trunc":
        return f"date_trunc({quote(detail)},{quote(text)}::timestamp)::text"
    if kind == "trunctz":
        unit, zone = detail.split("|")
        return f"date_trunc({quote(unit)},{quote(text + '+00')}::timestamptz,{quote(zone)})::text"
    time, interval = text.split("|")
    return f"({quote(time + '+00')}::timestamptz + {quote(interval)}::interval)::text"


sql = ["create function pg_temp.answer(expression text) returns text language plpgsql as $f$ declare a text; begin",
       "execute 'select '||expression into a; return a; exception when others then return 'ERROR '||sqlstate; end $f$;"]
for question in questions:
    zone = question[1] if question[0] in ("text", "plus") else "UTC"
    sql.append(f"begin; set local timezone={quote(zone)}; select pg_temp.answer($q$" + expression(*question) + "$q$); commit;")
result = subprocess.run(["psql", "-XqAt", *arguments], input="\n".join(sql), text=True, capture_output=True, check=True)
answers = result.stdout.split("\n")[:-1]
assert len(answers) == len(questions), (len(answers), len(questions), result.stderr[:500])
lines = []
for (kind, detail, text), answer in zip(questions, answers):
    lines.append("\t".join((kind, detail, text, answer)))
if rows:
    print("\n".join(lines))
else:
    print("/// What PostgreSQL 15 answered, written by postgres_table.py: kind, detail, text, answer, with tabs between.")
    print('let postgresTable = #"""')
    for line in lines:
        print("    " + line)
    print('    """#')
