-- Arrays as keys and in comparisons: they are equal, and in order, as PostgreSQL has it, whatever their elements are.
CREATE MATERIALIZED VIEW words WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT string_to_array(note, ' ') AS words, count(*) AS n, min(id) AS first FROM sales GROUP BY string_to_array(note, ' ');
CREATE MATERIALIZED VIEW halves WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, shop, ARRAY[qty * 0.50, NULL] AS halves, count(*) AS n
FROM tumble(sales, at, interval '1 day') GROUP BY window_start, shop, ARRAY[qty * 0.50, NULL];
CREATE MATERIALIZED VIEW leaving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT ARRAY[kind, shop] AS place, qty > 5 AS many, count(*) AS n FROM sales GROUP BY ARRAY[kind, shop], qty > 5 HAVING count(*) % 3 = 0;
CREATE MATERIALIZED VIEW halves_leaving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT ARRAY[qty * 0.50, NULL] AS halves, count(*) AS n FROM sales GROUP BY ARRAY[qty * 0.50, NULL] HAVING count(*) % 2 = 0;
CREATE MATERIALIZED VIEW extremes WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, min(ARRAY[qty, id::integer]) AS least, max(ARRAY[qty, id::integer]) AS greatest,
       min(ARRAY[price, ratio::numeric]) AS cheap, max(ARRAY[shop, note]) AS last_words, min(string_to_array(note, ' ')) AS first_words,
       count(DISTINCT ARRAY[shop, kind]) AS pairs, count(DISTINCT ARRAY[qty * 1.0, qty * 1.00]) AS quantities,
       last_value(ARRAY[shop, note] ORDER BY ARRAY[at, to_timestamp(id)], id) AS newest,
       array_agg(id ORDER BY ARRAY[qty, -id::integer] DESC) AS ids
FROM sales GROUP BY kind;
CREATE MATERIALIZED VIEW compared WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, ARRAY[qty, 2] < ARRAY[3, NULL] AS less, ARRAY[shop, kind] = ARRAY['berlin', 'tea'] AS same,
       ARRAY[shop] <> ARRAY[kind] AS other, string_to_array(note, ' ') >= ARRAY['b'] AS from_b,
       ARRAY[price, NULL] IS NOT DISTINCT FROM ARRAY[price * 1.000, NULL] AS alike,
       ARRAY[interval '1 month' * qty] = ARRAY[interval '30 days' * qty] AS spans,
       ARRAY[qty] BETWEEN ARRAY[2] AND ARRAY[4, 0] AS amid, ARRAY[kind, shop] IN (ARRAY['tea', 'berlin'], ARRAY['salt', shop]) AS among,
       greatest(ARRAY[shop], ARRAY[kind]) AS larger, nullif(ARRAY[kind], ARRAY['tea']) AS no_tea,
       CASE ARRAY[paid] WHEN ARRAY[true] THEN 'paid' ELSE 'open' END AS state
FROM sales WHERE ARRAY[ratio, 0] < ARRAY[1e9::double precision, 0] OR ratio IS NULL;
CREATE MATERIALIZED VIEW latest WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT ON (ARRAY[shop, kind]) ARRAY[shop, kind] AS place, id, note FROM sales ORDER BY ARRAY[shop, kind], ARRAY[qty, id::integer] DESC;
CREATE MATERIALIZED VIEW top WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, place, id, n FROM (
    SELECT window_start, ARRAY[shop, kind] AS place, id,
           row_number() OVER (PARTITION BY window_start, ARRAY[shop, kind] ORDER BY ARRAY[-qty, id::integer]) AS n
    FROM tumble(sales, at, interval '6 hours')) x WHERE n <= 2;
CREATE MATERIALIZED VIEW once WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT ARRAY[shop, kind] AS place FROM sales;
CREATE MATERIALIZED VIEW met WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT a.id, b.id AS other FROM sales a JOIN sales b ON ARRAY[a.shop, a.kind] = ARRAY[b.shop, b.kind]
AND ARRAY[a.price * 1.0] <= ARRAY[b.price * 1.00] AND b.at BETWEEN a.at AND a.at + interval '20 minutes' AND a.id < b.id;
--- expected: words
SELECT string_to_array(note, ' '), count(*), min(id) FROM sales GROUP BY 1
--- expected: halves
SELECT s, shop, ARRAY[qty * 0.50, NULL], count(*)
FROM (SELECT *, date_bin('1 day', at, '2000-01-01') AS s FROM sales) x WHERE s + interval '1 day' <= mark()
GROUP BY s, shop, ARRAY[qty * 0.50, NULL]
--- expected: leaving
SELECT ARRAY[kind, shop], qty > 5, count(*) FROM sales GROUP BY 1, 2 HAVING count(*) % 3 = 0
--- expected: halves_leaving
SELECT ARRAY[qty * 0.50, NULL], count(*) FROM sales GROUP BY ARRAY[qty * 0.50, NULL] HAVING count(*) % 2 = 0
--- expected: extremes
SELECT kind, min(ARRAY[qty, id::integer]), max(ARRAY[qty, id::integer]), min(ARRAY[price, ratio::numeric]), max(ARRAY[shop, note]),
       min(string_to_array(note, ' ')), count(DISTINCT ARRAY[shop, kind]), count(DISTINCT ARRAY[qty * 1.0, qty * 1.00]),
       (array_agg(shop ORDER BY ARRAY[at, to_timestamp(id)] DESC, id DESC))[1:1] || (array_agg(note ORDER BY ARRAY[at, to_timestamp(id)] DESC, id DESC))[1:1],
       array_agg(id ORDER BY ARRAY[qty, -id::integer] DESC)
FROM sales GROUP BY kind
--- expected: compared
SELECT id, ARRAY[qty, 2] < ARRAY[3, NULL], ARRAY[shop, kind] = ARRAY['berlin', 'tea'], ARRAY[shop] <> ARRAY[kind],
       string_to_array(note, ' ') >= ARRAY['b'], ARRAY[price, NULL] IS NOT DISTINCT FROM ARRAY[price * 1.000, NULL],
       ARRAY[interval '1 month' * qty] = ARRAY[interval '30 days' * qty], ARRAY[qty] BETWEEN ARRAY[2] AND ARRAY[4, 0],
       ARRAY[kind, shop] IN (ARRAY['tea', 'berlin'], ARRAY['salt', shop]), greatest(ARRAY[shop], ARRAY[kind]),
       nullif(ARRAY[kind], ARRAY['tea']), CASE ARRAY[paid] WHEN ARRAY[true] THEN 'paid' ELSE 'open' END
FROM sales WHERE ARRAY[ratio, 0] < ARRAY[1e9::double precision, 0] OR ratio IS NULL
--- expected: latest
SELECT DISTINCT ON (ARRAY[shop, kind]) ARRAY[shop, kind], id, note FROM sales ORDER BY ARRAY[shop, kind], ARRAY[qty, id::integer] DESC
--- expected: top
SELECT s, place, id, n FROM (
    SELECT s, ARRAY[shop, kind] AS place, id, row_number() OVER (PARTITION BY s, shop, kind ORDER BY ARRAY[-qty, id::integer]) AS n
    FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) y WHERE s + interval '6 hours' <= mark()) x WHERE n <= 2
--- expected: once
SELECT DISTINCT ARRAY[shop, kind] FROM sales
--- expected: met
SELECT a.id, b.id FROM sales a JOIN sales b ON a.shop IS NOT DISTINCT FROM b.shop AND a.kind IS NOT DISTINCT FROM b.kind
AND a.price <= b.price AND b.at BETWEEN a.at AND a.at + interval '20 minutes' AND a.id < b.id
