CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, window_end, kind, max(price) AS high, count(*) AS n
FROM tumble(sales, at, interval '1 month', timezone => 'Asia/Jakarta') GROUP BY window_start, window_end, kind;
--- expected: out
SELECT local_start('month', at, 'Asia/Jakarta') AS s,
       (date_trunc('month', at AT TIME ZONE 'Asia/Jakarta') + interval '1 month') AT TIME ZONE 'Asia/Jakarta' AS e,
       kind, max(price), count(*)
FROM sales GROUP BY s, e, kind
