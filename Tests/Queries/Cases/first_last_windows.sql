-- The first and last value of each window by orders up and down, with NULLs at either end; windows that overlap, too.
CREATE MATERIALIZED VIEW final WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT kind, window_start, first_value(price ORDER BY at, id) AS opened, last_value(price ORDER BY at, id) AS closed,
       first_value(note ORDER BY price DESC, id) AS dearest, last_value(shop ORDER BY qty, id) AS most,
       first_value(day ORDER BY ratio DESC NULLS LAST, id DESC) FILTER (WHERE paid) AS day,
       last_value(paid ORDER BY qty NULLS FIRST, id) AS is_paid, first_value(ref ORDER BY shop DESC, id) AS ref
FROM tumble(sales, at, interval '6 hours') GROUP BY kind, window_start;
CREATE MATERIALIZED VIEW changed WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, window_start, first_value(price ORDER BY at, id) AS opened, last_value(price ORDER BY at, id) AS closed,
       first_value(note ORDER BY price DESC, id) AS dearest, last_value(shop ORDER BY qty, id) AS most,
       first_value(day ORDER BY ratio DESC NULLS LAST, id DESC) FILTER (WHERE paid) AS day,
       last_value(paid ORDER BY qty NULLS FIRST, id) AS is_paid, first_value(ref ORDER BY shop DESC, id) AS ref
FROM tumble(sales, at, interval '9 hours') GROUP BY shop, window_start;
CREATE MATERIALIZED VIEW hops WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, first_value(price ORDER BY at, id) AS opened, last_value(price ORDER BY at, id) AS closed,
       first_value(note ORDER BY price DESC, id) AS dearest, last_value(shop ORDER BY qty, id) AS most,
       first_value(day ORDER BY ratio DESC NULLS LAST, id DESC) FILTER (WHERE paid) AS day,
       last_value(paid ORDER BY qty NULLS FIRST, id) AS is_paid, first_value(ref ORDER BY shop DESC, id) AS ref
FROM hop(sales, at, interval '2 hours', interval '6 hours') GROUP BY window_start;
--- expected: final
SELECT kind, s, (array_agg(price ORDER BY at, id))[1], (array_agg(price ORDER BY at DESC, id DESC))[1],
       (array_agg(note ORDER BY price DESC, id))[1], (array_agg(shop ORDER BY qty DESC, id DESC))[1],
       (array_agg(day ORDER BY ratio DESC NULLS LAST, id DESC) FILTER (WHERE paid))[1],
       (array_agg(paid ORDER BY qty DESC NULLS LAST, id DESC))[1],
       (array_agg(ref ORDER BY shop COLLATE "C" DESC, id))[1]
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '6 hours' <= mark() GROUP BY kind, s
--- expected: changed
SELECT shop, s, (array_agg(price ORDER BY at, id))[1], (array_agg(price ORDER BY at DESC, id DESC))[1],
       (array_agg(note ORDER BY price DESC, id))[1], (array_agg(shop ORDER BY qty DESC, id DESC))[1],
       (array_agg(day ORDER BY ratio DESC NULLS LAST, id DESC) FILTER (WHERE paid))[1],
       (array_agg(paid ORDER BY qty DESC NULLS LAST, id DESC))[1],
       (array_agg(ref ORDER BY shop COLLATE "C" DESC, id))[1]
FROM (SELECT *, date_bin('9 hours', at, '2000-01-03') AS s FROM sales) x GROUP BY shop, s
--- expected: hops
SELECT s, (array_agg(price ORDER BY at, id))[1], (array_agg(price ORDER BY at DESC, id DESC))[1],
       (array_agg(note ORDER BY price DESC, id))[1], (array_agg(shop ORDER BY qty DESC, id DESC))[1],
       (array_agg(day ORDER BY ratio DESC NULLS LAST, id DESC) FILTER (WHERE paid))[1],
       (array_agg(paid ORDER BY qty DESC NULLS LAST, id DESC))[1],
       (array_agg(ref ORDER BY shop COLLATE "C" DESC, id))[1]
FROM (SELECT *, generate_series(date_bin('2 hours', at, '2000-01-01') - interval '4 hours',
                                date_bin('2 hours', at, '2000-01-01'), interval '2 hours') AS s FROM sales) x GROUP BY s
