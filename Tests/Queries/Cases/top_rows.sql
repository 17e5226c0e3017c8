-- The last row of a key, the first three of a key with their numbers, the best two of all, and of closed windows.
CREATE MATERIALIZED VIEW latest WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, kind, id, price, note, at, item ->> 'name' AS name
FROM (SELECT *, row_number() OVER (PARTITION BY shop, kind ORDER BY at DESC, id DESC) AS rn FROM sales) t WHERE rn <= 1;
CREATE MATERIALIZED VIEW best WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT * FROM (SELECT shop, id, qty, price, paid, day,
    row_number() OVER (PARTITION BY shop ORDER BY price DESC NULLS LAST, id) AS rn FROM sales WHERE qty IS NOT NULL) t
WHERE rn <= 3;
CREATE MATERIALIZED VIEW all_shops WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT rn, id, ratio FROM (SELECT id, ratio, row_number() OVER (ORDER BY ratio NULLS FIRST, id) AS rn FROM sales) t
WHERE rn < 3;
CREATE MATERIALIZED VIEW letters WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT letter, rn, id FROM (SELECT left(kind, 1) AS letter, id, paid,
    row_number() OVER (PARTITION BY left(kind, 1) ORDER BY at, id) AS rn FROM sales) t
WHERE rn <= 5 AND paid IS NOT NULL;
CREATE MATERIALIZED VIEW second WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, rn, n, s FROM (SELECT shop, n, s, row_number() OVER (PARTITION BY shop ORDER BY n DESC, s) AS rn
FROM (SELECT shop, count(*) AS n, window_start AS s FROM tumble(sales, at, interval '6 hours')
      GROUP BY shop, window_start) w) t WHERE 2 = rn;
--- expected: latest
SELECT shop, kind, id, price, note, at, item ->> 'name'
FROM (SELECT *, row_number() OVER (PARTITION BY shop, kind ORDER BY at DESC, id DESC) AS rn FROM sales) t WHERE rn <= 1
--- expected: best
SELECT * FROM (SELECT shop, id, qty, price, paid, day,
    row_number() OVER (PARTITION BY shop ORDER BY price DESC NULLS LAST, id) AS rn FROM sales WHERE qty IS NOT NULL) t
WHERE rn <= 3
--- expected: all_shops
SELECT rn, id, ratio FROM (SELECT id, ratio, row_number() OVER (ORDER BY ratio NULLS FIRST, id) AS rn FROM sales) t
WHERE rn < 3
--- expected: letters
SELECT letter, rn, id FROM (SELECT left(kind, 1) AS letter, id, paid,
    row_number() OVER (PARTITION BY left(kind, 1) ORDER BY at, id) AS rn FROM sales) t
WHERE rn <= 5 AND paid IS NOT NULL
--- expected: second
SELECT shop, rn, n, s FROM (SELECT shop, n, s, row_number() OVER (PARTITION BY shop ORDER BY n DESC, s) AS rn
FROM (SELECT shop, count(*) AS n, date_bin('6 hours', at, '2000-01-01') AS s FROM sales
      WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark() GROUP BY 1, 3) w) t WHERE rn = 2
