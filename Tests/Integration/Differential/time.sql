-- arithmetic
dt + 1
dt - 1
1 + dt
dt + i
dt - du
dt + iv
dt - iv
iv + dt
z + iv
z - iv
iv + z
w + iv
w - iv
iv + w
z + interval '1 month'
z - interval '1 year 1 day'
z + interval '36 hours'
w + interval '1 month'
z - y
y - z
w - z
w - w
w - dt
z - dt
iv + iw
iv - iw
-iv
iv * 2
iv * 1.5
2.5 * iv
iv * d
iv / 2
iv / 3
iv / 0.7
iv / 0
iv * 0.1
interval '1 month' * 1.3
iv = interval '1 day'
iv > interval '1 hour'
dt > '2024-01-01'
z > '2024-01-01 00:00:00+00'
z = '2024-01-15 10:30:00'
w between '2000-01-01' and '2024-12-31'
greatest(iv, iw)
age(z, y)
age(y, z)
age(w, '2000-01-01'::timestamp)
age(dt, du)
justify_days(iv)
justify_hours(iw)
justify_interval(iv)
justify_interval(iv * 40)
justify_hours(iv * 100)
-- fields
extract(year from z)
extract(month from z)
extract(day from z)
extract(hour from z)
extract(minute from z)
extract(second from z)
extract(milliseconds from z)
extract(microseconds from z)
extract(dow from z)
extract(isodow from z)
extract(doy from z)
extract(week from z)
extract(isoyear from z)
extract(quarter from z)
extract(decade from z)
extract(century from z)
extract(millennium from z)
extract(epoch from z)
extract(timezone from z)
extract(timezone_hour from z)
extract(julian from z)
extract(epoch from w)
extract(second from w)
extract(timezone from w)
extract(year from dt)
extract(month from dt)
extract(week from dt)
extract(isoyear from dt)
extract(doy from dt)
extract(epoch from dt)
extract(julian from dt)
extract(hour from dt)
extract(decade from dt)
extract(century from dt)
extract(nonsense from z)
extract(year from iv)
extract(month from iv)
extract(day from iv)
extract(hour from iv)
extract(minute from iv)
extract(second from iv)
extract(milliseconds from iv)
extract(quarter from iv)
extract(epoch from iv)
extract(week from iv)
extract(decade from iv)
date_part('year', z)
date_part('second', z)
date_part('milliseconds', w)
date_part('epoch', z)
date_part('epoch', y)
date_part('hour', dt)
date_part('dow', dt)
date_part('epoch', iv)
date_part('month', iv)
date_part('second', iv)
date_part('bad', w)
-- truncation
date_trunc('microseconds', z)
date_trunc('milliseconds', z)
date_trunc('second', z)
date_trunc('minute', z)
date_trunc('hour', z)
date_trunc('day', z)
date_trunc('week', z)
date_trunc('month', z)
date_trunc('quarter', z)
date_trunc('year', z)
date_trunc('decade', z)
date_trunc('century', z)
date_trunc('millennium', z)
date_trunc('day', z, 'Asia/Jakarta')
date_trunc('hour', z, 'America/New_York')
date_trunc('day', z, 'America/New_York')
date_trunc('month', y, 'Europe/Berlin')
date_trunc('day', z, 'Nowhere/City')
date_trunc('day', w)
date_trunc('hour', w)
date_trunc('week', w)
date_trunc('quarter', w)
date_trunc('day', dt)
date_trunc('month', dt)
date_trunc('hour', iv)
date_trunc('day', iv)
date_trunc('month', iv)
date_trunc('year', iv)
date_trunc('minute', iw)
date_trunc('week', iv)
date_trunc('decade', iv)
date_trunc('bad', z)
date_bin('15 minutes', z, '2000-01-01 00:00:00+00')
date_bin('1 day', z, '2024-01-01 12:00:00+00')
date_bin('7 days', w, '2000-01-03')
date_bin('1 hour 30 minutes', w, '2024-01-01')
date_bin('1 month', z, '2000-01-01')
date_bin('0 seconds', z, '2000-01-01')
date_bin('-1 hour', z, '2000-01-01')
time_bucket('5 minutes', z)
time_bucket('7 hours', z)
time_bucket('1 day', z)
time_bucket('1 week', z)
time_bucket('10 days 3 hours', z)
time_bucket('1 month', z)
time_bucket('3 months', z)
time_bucket('5 months', z)
time_bucket('1 year', z)
time_bucket('7 years', z)
time_bucket('1 week', z, timestamptz '2024-01-07 00:00:00+00')
time_bucket('1 day', z, 'Asia/Jakarta')
time_bucket('1 week', z, 'Europe/Berlin')
time_bucket('6 hours', z, 'Europe/Berlin')
time_bucket('90 minutes', z, 'Asia/Kolkata')
time_bucket('1 month', z, 'Asia/Tokyo')
time_bucket('3 months', z, CASE WHEN b THEN 'Asia/Kolkata' ELSE 'Etc/GMT-9' END)
time_bucket('1 day', z, NULL::text)
time_bucket('15 minutes', z, y)
time_bucket('5 months', z, timestamptz '2024-03-17 12:00:00+00')
time_bucket('1 year', z, timestamptz '1999-07-01 00:00:00+00')
time_bucket('1 year', z, y)
time_bucket('90 minutes', w)
time_bucket('2 months', w)
time_bucket('2 months', w, '1776-07-04')
time_bucket('10 days', dt)
time_bucket('1 month', dt)
time_bucket('4 days', dt, du)
time_bucket('11 months', dt, du)
time_bucket('0 seconds', z)
time_bucket('-1 day', z)
time_bucket(iv - iv + interval '1 hour', z)
time_bucket('5 minutes', NULL::timestamptz)
-- zones
z at time zone 'UTC'
z at time zone 'Asia/Jakarta'
z at time zone 'America/New_York'
z at time zone 'Europe/London'
z at time zone 'Asia/Kathmandu'
w at time zone 'America/New_York'
w at time zone 'Europe/Berlin'
w at time zone 'UTC'
z at time zone interval '05:30'
w at time zone interval '-08:00'
z at time zone 'Mars/Olympus'
(w at time zone 'America/New_York') at time zone 'Asia/Tokyo'
-- makers
make_date(2024, 2, 29)
make_date(2023, 2, 29)
make_date(2024, i, 1)
make_date(-44, 3, 15)
make_timestamp(2024, 1, 2, 3, 4, 5.678)
make_timestamp(2024, 1, 2, 24, 0, 0)
make_timestamp(2024, 1, 2, 3, 60, 0)
make_timestamptz(2024, 1, 2, 3, 4, 5.5)
make_timestamptz(2024, 7, 2, 3, 4, 5.5, 'America/New_York')
make_interval(1, 2, 3, 4, 5, 6, 7.8)
make_interval(1)
make_interval(0, 0, s)
to_timestamp(1705314600)
to_timestamp(1705314600.123456)
to_timestamp(d)
to_timestamp(i)
to_timestamp('2024-01-15 10:30:00', 'YYYY-MM-DD HH24:MI:SS')
to_timestamp('15/01/2024', 'DD/MM/YYYY')
to_date('2024-01-15', 'YYYY-MM-DD')
to_date('15 Jan 2024', 'DD Mon YYYY')
to_date('2024-03-10 02:30:00', 'YYYY-MM-DD')
to_date('2024-03-10x', 'YYYY-MM-DD')
to_date('2024 Mar5', 'YYYY Mon')
to_timestamp('2024-03-10 01:02:03.5', 'YYYY-MM-DD HH24:MI:SS')
to_timestamp('2024-03-10T01:02:03Z', 'YYYY-MM-DD"T"HH24:MI:SS')
to_timestamp('2024-03-10 01:02:03+02', 'YYYY-MM-DD HH24:MI:SS')
to_timestamp('2024-03-10 01 rest', 'YYYY-MM-DD HH24')
date(z)
date(w)
isfinite(z)
isfinite('infinity'::timestamp)
z + interval '1 day' > y
'infinity'::timestamptz > z
'infinity'::timestamp - w
extract(day from 'infinity'::timestamp)
-- to_char
to_char(z, 'YYYY-MM-DD HH24:MI:SS')
to_char(z, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
to_char(z, 'YYYY-MM-DD HH24:MI:SS.US')
to_char(w, 'Day, DD Month YYYY')
to_char(w, 'FMDay, FMDD FMMonth YYYY')
to_char(w, 'DY dy Dy MON mon Mon')
to_char(w, 'HH12:MI:SS AM')
to_char(w, 'HH:MI:SS p.m.')
to_char(w, 'DDD D ID IDDD')
to_char(w, 'W WW IW IYYY IYY IY I')
to_char(w, 'CC J Q RM rm')
to_char(w, 'YYY YY Y Y,YYY')
to_char(w, 'SSSS SSSSS FF1 FF3 FF6')
to_char(w, 'DDth DDTH FMDDth MMth')
to_char(w, 'BC AD b.c. A.D.')
to_char(z, 'TZ tz OF TZH TZM')
to_char(w, 'FMMM/FMDD/YYYY FMHH24')
to_char(w, 'MONTH month')
to_char(dt, 'YYYYMMDD')
to_char(w, 'YYYYMMDDHH24MISS')
to_char(w, '\"quoted\" YYYY')
to_char(w, 'IYYY-"W"IW-ID')
to_char(w, 'MS US')
to_char(w, 'FMMS FMUS')
to_char(z, '')
z::text || w::text
