SELECT bidder, count(*) AS bid_count, window_start, window_end FROM session(bid, date_time, INTERVAL '10' SECOND)
GROUP BY bidder, window_start, window_end
--- expected
SELECT bidder, count(*), min(date_time), max(date_time) + interval '10 seconds' FROM (
    SELECT *, count(*) FILTER (WHERE begins) OVER (PARTITION BY bidder ORDER BY date_time) AS session FROM (
        SELECT *, date_time - lag(date_time) OVER (PARTITION BY bidder ORDER BY date_time) >= interval '10 seconds'
            IS NOT FALSE AS begins FROM bid) b) s GROUP BY bidder, session
