SELECT bidder, count(*) AS bid_count, window_start, window_end FROM tumble(bid_by_clock, written, INTERVAL '10'
SECOND) GROUP BY bidder, window_start, window_end
--- expected
SELECT bidder, count(*), s, s + interval '10 seconds'
FROM (SELECT *, date_bin('10 seconds', written, '2000-01-01') AS s FROM bid_by_clock) b GROUP BY bidder, s
