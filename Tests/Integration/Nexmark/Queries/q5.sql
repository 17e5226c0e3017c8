SELECT auction, num FROM (SELECT auction, num, rank() OVER (PARTITION BY window_start, window_end ORDER BY num DESC)
AS r FROM (SELECT auction, count(*) AS num, window_start, window_end FROM hop(bid, date_time, INTERVAL '2' SECOND,
INTERVAL '10' SECOND) GROUP BY auction, window_start, window_end) c) t WHERE r <= 1
--- expected
SELECT auction, num FROM (SELECT *, rank() OVER (PARTITION BY s ORDER BY num DESC) AS r
FROM (SELECT auction, count(*) AS num, s FROM (SELECT b.*, s FROM bid b, generate_series(date_bin('2 seconds', b.date_time,
        '2000-01-01') - interval '8 seconds', b.date_time, interval '2 seconds') AS s) h GROUP BY auction, s) c) t WHERE r <= 1
