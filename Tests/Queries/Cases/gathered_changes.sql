CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, kind, string_agg(note, ' | ' ORDER BY id) AS notes, string_agg(DISTINCT kind, ',' ORDER BY kind DESC) AS kinds,
       array_agg(qty ORDER BY at, id)::text AS amounts, array_to_string(array_agg(day ORDER BY id DESC), ' ') AS days,
       first_value(price ORDER BY at, id) AS first_price, last_value(note ORDER BY at, id) AS last_note,
       last_value(paid ORDER BY id) FILTER (WHERE paid IS NOT NULL) AS last_paid
FROM sales WHERE id % 3 = 0 GROUP BY shop, kind;
--- expected: out
SELECT shop, kind, string_agg(note, ' | ' ORDER BY id), string_agg(DISTINCT kind, ',' ORDER BY kind DESC),
       array_agg(qty ORDER BY at, id)::text, array_to_string(array_agg(day ORDER BY id DESC), ' '),
       (array_agg(price ORDER BY at, id))[1], (array_agg(note ORDER BY at DESC, id DESC))[1],
       (array_agg(paid ORDER BY id DESC) FILTER (WHERE paid IS NOT NULL))[1]
FROM sales WHERE id % 3 = 0 GROUP BY shop, kind
