-- Elements of arrays as rows: of text and numbers, of jsonb, below windows, above groups, and rows without elements.
CREATE MATERIALIZED VIEW words WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, word, upper(w.word) AS loud FROM sales, unnest(string_to_array(note, ' ')) AS w(word) WHERE qty > 2;
CREATE MATERIALIZED VIEW counts WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT word, count(*) AS n, sum(s.qty) AS qty
FROM sales s, jsonb_array_elements_text(to_jsonb(string_to_array(s.note, ' '))) AS word GROUP BY word;
CREATE MATERIALIZED VIEW numbers WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, number, count(*) AS n FROM tumble((
    SELECT number, at FROM sales CROSS JOIN LATERAL unnest(ARRAY[qty, 2, NULL]) AS t(number)), at, interval '6 hours')
GROUP BY window_start, number;
CREATE MATERIALIZED VIEW kept WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, word FROM sales LEFT JOIN LATERAL unnest(string_to_array(note, 'e')) AS word ON true;
CREATE MATERIALIZED VIEW kinds WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s, kind FROM (SELECT window_start AS s, array_agg(DISTINCT kind ORDER BY kind) AS all_kinds
    FROM tumble(sales, at, interval '6 hours') GROUP BY window_start) w, unnest(all_kinds) AS kind;
CREATE MATERIALIZED VIEW items WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, e ->> 'name' AS name, (e -> 'size' ->> 'w')::integer AS w, value AS whole
FROM sales, jsonb_array_elements(('[' || item::text || ', {"name": "none"}]')::jsonb) AS e
WHERE e ->> 'name' <> 'pot' AND kind IS NOT NULL;
--- expected: words
SELECT id, word, upper(word) FROM sales, unnest(string_to_array(note, ' ')) AS w(word) WHERE qty > 2
--- expected: counts
SELECT word, count(*), sum(s.qty)
FROM sales s, jsonb_array_elements_text(to_jsonb(string_to_array(s.note, ' '))) AS word GROUP BY word
--- expected: numbers
SELECT s, number, count(*) FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, number
FROM sales CROSS JOIN LATERAL unnest(ARRAY[qty, 2, NULL]) AS t(number)) x
WHERE s + interval '6 hours' <= mark() GROUP BY s, number
--- expected: kept
SELECT id, word FROM sales LEFT JOIN LATERAL unnest(string_to_array(note, 'e')) AS word ON true
--- expected: kinds
SELECT DISTINCT date_bin('6 hours', at, '2000-01-01'), kind FROM sales
WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark()
--- expected: items
SELECT id, e ->> 'name', (e -> 'size' ->> 'w')::integer, value
FROM sales, jsonb_array_elements(('[' || item::text || ', {"name": "none"}]')::jsonb) AS e
WHERE e ->> 'name' <> 'pot' AND kind IS NOT NULL
