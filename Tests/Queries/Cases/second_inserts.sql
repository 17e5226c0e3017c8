-- Several INSERTs into tables without a key: rows as they come, groups of closed windows, columns by name, a constant.
CREATE TABLE events (id bigint, what text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO events SELECT id, 'paid' FROM sales WHERE paid;
INSERT INTO events (what, id) SELECT kind, id FROM sales WHERE qty > 5;
INSERT INTO events SELECT a.id, 'pair' FROM sales a JOIN sales b ON a.kind = b.kind AND b.at > a.at AND b.at <= a.at + interval '20 minutes';
INSERT INTO events (id) SELECT id FROM sales WHERE paid;
CREATE TABLE counts (start timestamptz, name text, n bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO counts SELECT window_start, shop, count(*) FROM tumble(sales, at, interval '1 hour') GROUP BY window_start, shop;
INSERT INTO counts SELECT window_start, kind, sum(qty) FROM tumble(sales, at, interval '1 hour') GROUP BY window_start, kind;
INSERT INTO counts SELECT window_start, shop, count(*) FROM tumble(sales, at, interval '1 hour') GROUP BY window_start, shop;
--- expected: events
SELECT id, 'paid' FROM sales WHERE paid UNION ALL SELECT id, kind FROM sales WHERE qty > 5
UNION ALL SELECT a.id, 'pair' FROM sales a JOIN sales b ON a.kind = b.kind AND b.at > a.at AND b.at <= a.at + interval '20 minutes'
UNION ALL SELECT id, NULL FROM sales WHERE paid
--- expected: counts
SELECT * FROM (
    SELECT date_bin('1 hour', at, '2000-01-03') AS s, shop, count(*) FROM sales GROUP BY 1, 2
    UNION ALL SELECT date_bin('1 hour', at, '2000-01-03'), kind, sum(qty) FROM sales GROUP BY 1, 2
    UNION ALL SELECT date_bin('1 hour', at, '2000-01-03') AS s, shop, count(*) FROM sales GROUP BY 1, 2) x
WHERE s + interval '1 hour' <= mark()
