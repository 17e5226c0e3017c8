SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC) AS rn FROM bid) t WHERE rn <=
10
--- ours
SELECT auction, rn, price, (SELECT count(*) FROM bid b WHERE (b.auction, b.bidder, b.price, b.channel, b.url, b.date_time,
    b.extra) = (q.auction, q.bidder, q.price, q.channel, q.url, q.date_time, q.extra)) FROM q19 q
--- expected
SELECT auction, rn, price, 1
FROM (SELECT *, row_number() OVER (PARTITION BY auction ORDER BY price DESC) AS rn FROM bid) t WHERE rn <= 10
