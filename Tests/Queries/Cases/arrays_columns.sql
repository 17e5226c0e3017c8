-- Arrays as columns of PostgreSQL: rows as they come, groups whose arrays change and final rows; jsonb and text built of values of any type.
CREATE MATERIALIZED VIEW words WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, string_to_array(note, ' ') AS words, ARRAY[qty, id::integer, NULL] AS numbers, ARRAY[price, 0.5] AS prices,
       ARRAY[at, at + interval '1 hour'] AS times, ARRAY[paid, NOT paid] AS truths, ARRAY[day] AS days, ARRAY[ref] AS refs
FROM sales;
CREATE MATERIALIZED VIEW gathered WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, array_agg(id ORDER BY id) AS ids, array_agg(DISTINCT shop ORDER BY shop) AS shops, count(*) AS n
FROM sales GROUP BY kind;
CREATE MATERIALIZED VIEW hours WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, shop, array_agg(note ORDER BY id) AS notes, array_agg(ratio ORDER BY id DESC) AS ratios
FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, shop;
CREATE MATERIALIZED VIEW built WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, jsonb_build_object('id', id, 'price', price, 'at', at, 'note', note, 'item', item, 'paid', paid) AS object,
       jsonb_build_array(shop, qty, ratio, day, NULL) AS list, to_jsonb(at) AS moment, to_jsonb(price) AS number,
       format('%s: %2$s|%-6s|%6s|%L', kind, id, shop, paid, note) AS line
FROM sales WHERE (kind, paid) IN (('tea', true), ('salt', false)) OR (shop, kind) = ('berlin', 'coffee');
--- expected: words
SELECT id, string_to_array(note, ' '), ARRAY[qty, id::integer, NULL], ARRAY[price, 0.5], ARRAY[at, at + interval '1 hour'],
       ARRAY[paid, NOT paid], ARRAY[day], ARRAY[ref] FROM sales
--- expected: gathered
SELECT kind, array_agg(id ORDER BY id), array_agg(DISTINCT shop ORDER BY shop), count(*) FROM sales GROUP BY kind
--- expected: hours
SELECT s, shop, array_agg(note ORDER BY id), array_agg(ratio ORDER BY id DESC)
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, * FROM sales) x
WHERE s + interval '6 hours' <= mark() GROUP BY s, shop
--- expected: built
SELECT id, jsonb_build_object('id', id, 'price', price, 'at', at, 'note', note, 'item', item, 'paid', paid),
       jsonb_build_array(shop, qty, ratio, day, NULL), to_jsonb(at), to_jsonb(price),
       format('%s: %2$s|%-6s|%6s|%L', kind, id, shop, paid, note)
FROM sales WHERE (kind, paid) IN (('tea', true), ('salt', false)) OR (shop, kind) = ('berlin', 'coffee')
