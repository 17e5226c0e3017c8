SELECT auction, bidder, price, date_time, extra FROM (SELECT auction, bidder, price, date_time, extra, rank() OVER
(PARTITION BY window_end ORDER BY price DESC) AS r FROM tumble(bid, date_time, INTERVAL '10' SECOND)) t WHERE r <= 1
--- expected
SELECT auction, bidder, price, date_time, extra FROM (SELECT *, rank() OVER (PARTITION BY date_bin('10 seconds', date_time, '2000-01-01')
ORDER BY price DESC) AS r FROM bid) t WHERE r <= 1
