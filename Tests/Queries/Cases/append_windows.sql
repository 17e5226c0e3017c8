-- A sink without a key takes final rows.
CREATE TABLE out (start timestamptz, kind text, n bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT window_start, kind, count(*) FROM tumble(sales, at, interval '1 hour') GROUP BY window_start, kind;
--- expected: out
SELECT s, kind, count(*) FROM (SELECT *, date_bin('1 hour', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '1 hour' <= mark() GROUP BY s, kind
