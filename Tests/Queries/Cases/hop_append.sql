-- Without GROUP BY each row stands once in each of its windows; a filter and an aggregate over their bounds.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, window_start, window_end FROM hop(sales, at, interval '20 minutes', interval '1 hour')
WHERE extract(minute FROM window_start) <> 20;
CREATE MATERIALIZED VIEW spread WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, max(at - window_start) AS longest, count(*) AS n
FROM hop(sales, at, interval '20 minutes', interval '1 hour') GROUP BY window_start;
--- expected: out
SELECT id, s, s + interval '1 hour'
FROM (SELECT *, generate_series(date_bin('20 minutes', at, '2000-01-01') - interval '40 minutes',
                                date_bin('20 minutes', at, '2000-01-01'), interval '20 minutes') AS s FROM sales) x
WHERE extract(minute FROM s) <> 20
--- expected: spread
SELECT s, max(at - s), count(*)
FROM (SELECT *, generate_series(date_bin('20 minutes', at, '2000-01-01') - interval '40 minutes',
                                date_bin('20 minutes', at, '2000-01-01'), interval '20 minutes') AS s FROM sales) x
WHERE s + interval '1 hour' <= mark() GROUP BY s
