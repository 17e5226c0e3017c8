SELECT b.auction, b.bidder, b.price, b.date_time, b.extra
FROM bid b JOIN (SELECT max(price) AS maxprice, window_end AS date_time
                 FROM tumble(bid, date_time, INTERVAL '10' SECOND) GROUP BY window_start, window_end) b1 ON b.price = b1.maxprice
WHERE b.date_time BETWEEN b1.date_time - INTERVAL '10' SECOND AND b1.date_time
--- expected
SELECT b.auction, b.bidder, b.price, b.date_time, b.extra
FROM bid b JOIN (SELECT max(price) AS maxprice, date_bin('10 seconds', date_time, '2000-01-01') + INTERVAL '10' SECOND AS date_time
                 FROM bid GROUP BY 2) b1 ON b.price = b1.maxprice
WHERE b.date_time BETWEEN b1.date_time - INTERVAL '10' SECOND AND b1.date_time
