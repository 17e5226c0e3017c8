-- GROUP BY jsonb, DISTINCT and count(DISTINCT): neither the order of keys nor the zeros of numbers tell values apart.
CREATE VIEW mixed AS
SELECT *, CASE WHEN paid THEN ('{"k": "' || kind || '", "n": 1.0' || repeat('0', abs(coalesce(qty, 0)) % 3) || '}')::jsonb
          ELSE ('{"n": 1, "n": 1.00, "k":   "' || kind || '"}')::jsonb END AS js FROM sales;
CREATE MATERIALIZED VIEW by_item WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT item, count(*) AS n, sum(qty) AS qty FROM sales GROUP BY item;
CREATE MATERIALIZED VIEW by_form WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT js, js ->> 'k' AS kind, count(*) AS n, count(DISTINCT item) AS items, count(DISTINCT js) AS one,
       approx_count_distinct(item -> 'name') AS names
FROM mixed GROUP BY js HAVING js ->> 'k' <> 'salt';
CREATE MATERIALIZED VIEW windows WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, item -> 'size' AS size, count(*) AS n, count(DISTINCT js) AS forms
FROM tumble(mixed, at, interval '3 hours') GROUP BY window_start, 2;
CREATE MATERIALIZED VIEW seen WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT js, paid FROM mixed;
--- expected: by_item
SELECT item, count(*), sum(qty) FROM sales GROUP BY item
--- expected: by_form
-- Any of the equal values may stand for the group.
SELECT shown.js, e.*
FROM (SELECT kind, count(*), count(DISTINCT item), 1, count(DISTINCT item -> 'name')
      FROM sales WHERE kind <> 'salt' GROUP BY kind) e
LEFT JOIN public.by_form shown ON shown.js = jsonb_build_object('k', e.kind, 'n', 1)
--- expected: windows
SELECT date_bin('3 hours', at, '2000-01-03'), item -> 'size', count(*), count(DISTINCT kind) FROM sales GROUP BY 1, 2
HAVING date_bin('3 hours', at, '2000-01-03') + interval '3 hours' <= mark()
--- expected: seen
SELECT shown.js, e.paid
FROM (SELECT DISTINCT kind, paid FROM sales) e
LEFT JOIN public.seen shown
       ON shown.js = jsonb_build_object('k', e.kind, 'n', 1) AND shown.paid IS NOT DISTINCT FROM e.paid
