-- Seven days from an origin that is a Monday of Berlin.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, window_end, sum(ratio) AS total
FROM tumble(sales, at, interval '7 days', origin => '2025-03-24 00:00:00+01', timezone => 'Europe/Berlin')
GROUP BY window_start, window_end;
--- expected: out
SELECT local_start('week', at, 'Europe/Berlin') AS s,
       (date_trunc('week', at AT TIME ZONE 'Europe/Berlin') + interval '7 days') AT TIME ZONE 'Europe/Berlin' AS e,
       sum(ratio)
FROM sales GROUP BY s, e
