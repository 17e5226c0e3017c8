-- Windows of two local days around the change to summer time, one each day; the first takes the rows of one day only.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(*) AS n, sum(price) AS total
FROM hop(sales, at, interval '1 day', interval '2 days', timezone => 'Europe/Berlin') GROUP BY window_start, window_end;
--- expected: out
SELECT d AT TIME ZONE 'Europe/Berlin', (d + interval '2 days') AT TIME ZONE 'Europe/Berlin', count(*), sum(price)
FROM (SELECT *, generate_series(date_trunc('day', at AT TIME ZONE 'Europe/Berlin') - interval '1 day',
                                date_trunc('day', at AT TIME ZONE 'Europe/Berlin'), interval '1 day') AS d FROM sales) x
WHERE (d + interval '2 days') AT TIME ZONE 'Europe/Berlin' <= mark() GROUP BY d
