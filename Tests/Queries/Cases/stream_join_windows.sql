-- Rows as they come, joined with rows of closed windows.
SET state_ttl = '10 days';
CREATE TABLE dearest (kind text, day timestamptz, id bigint, price numeric(12, 2)) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO dearest SELECT s.kind, w.window_start, s.id, s.price
FROM (SELECT kind AS k, window_start, window_end, max(price) AS top FROM tumble(sales, at, interval '1 day') GROUP BY kind, window_start, window_end) w
JOIN sales s ON s.kind = w.k AND s.price = w.top WHERE s.at >= w.window_start AND s.at < w.window_end;
--- expected: dearest
SELECT s.kind, w.s, s.id, s.price
FROM (SELECT kind, s, max(price) AS top FROM (SELECT *, date_bin('1 day', at, '2000-01-01') AS s FROM sales) x
      WHERE s + interval '1 day' <= mark() GROUP BY kind, s) w
JOIN sales s ON s.kind = w.kind AND s.price = w.top WHERE s.at >= w.s AND s.at < w.s + interval '1 day'
