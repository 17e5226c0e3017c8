-- An origin after every record: windows go back from it.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, window_end, count(*) AS n
FROM tumble(sales, at, interval '90 minutes', origin => '2030-01-01 00:10:00+00') GROUP BY window_start, window_end;
--- expected: out
SELECT s, s + interval '90 minutes', count(*)
FROM (SELECT *, '2030-01-01 00:10:00+00'::timestamptz
             - ceil(extract(epoch FROM '2030-01-01 00:10:00+00'::timestamptz - at) / 5400) * interval '5400 seconds' AS s
      FROM sales) x GROUP BY s
