-- Keys whose windows are filled no longer than state_ttl behind their last row, and again when they come back.
SET state_ttl = '150 minutes';
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, kind, window_start, window_end, count(*) AS n, max(qty) AS most
FROM tumble((SELECT * FROM sales WHERE qty > 10), at, interval '30 minutes', fill => true)
GROUP BY shop, kind, window_start, window_end;
--- expected: out
SELECT k.shop, k.kind, w, w + interval '30 minutes', count(id), max(qty) FROM (
    SELECT DISTINCT shop, kind, generate_series(date_bin('30 minutes', at, '2000-01-01'),
                                                date_bin('30 minutes', at, '2000-01-01') + interval '150 minutes', interval '30 minutes') AS w
    FROM sales WHERE qty > 10) k
LEFT JOIN sales s ON s.kind = k.kind AND s.shop IS NOT DISTINCT FROM k.shop AND qty > 10
    AND date_bin('30 minutes', at, '2000-01-01') = w
WHERE w + interval '30 minutes' <= mark() GROUP BY k.shop, k.kind, w
