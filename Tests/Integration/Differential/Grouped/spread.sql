SELECT stddev(s) FROM t
SELECT stddev_samp(s) FROM t
SELECT stddev_pop(s) FROM t
SELECT variance(s) FROM t
SELECT var_samp(s) FROM t
SELECT var_pop(s) FROM t
SELECT b, variance(s), stddev_pop(s) FROM t GROUP BY b
SELECT stddev(i) FROM t
SELECT var_pop(i) FROM t
SELECT b, variance(i), stddev_pop(i) FROM t GROUP BY b
SELECT stddev(j) FROM t
SELECT stddev_samp(j) FROM t
SELECT stddev_pop(j) FROM t
SELECT variance(j) FROM t
SELECT var_samp(j) FROM t
SELECT var_pop(j) FROM t
SELECT b, variance(j), stddev_pop(j) FROM t GROUP BY b
SELECT stddev(l) FROM t
SELECT var_pop(l) FROM t
SELECT b, variance(l), stddev_pop(l) FROM t GROUP BY b
SELECT stddev(m) FROM t
SELECT var_pop(m) FROM t
SELECT b, variance(m), stddev_pop(m) FROM t GROUP BY b
SELECT stddev(p) FROM t
SELECT var_pop(p) FROM t
SELECT b, variance(p), stddev_pop(p) FROM t GROUP BY b
SELECT stddev(k) FROM t
SELECT var_pop(k) FROM t
SELECT b, variance(k), stddev_pop(k) FROM t GROUP BY b
SELECT stddev(n) FROM t
SELECT var_pop(n) FROM t
SELECT b, variance(n), stddev_pop(n) FROM t GROUP BY b
SELECT id % 7 AS k7, stddev_samp(s), var_pop(s), count(*) FROM t GROUP BY 1
SELECT stddev(s / 3), variance(s * 2) FROM t
SELECT id % 7 AS k7, stddev_samp(i), var_pop(i), count(*) FROM t GROUP BY 1
SELECT stddev(i / 3), variance(i * 2) FROM t
SELECT id % 7 AS k7, stddev_samp(j), var_pop(j), count(*) FROM t GROUP BY 1
SELECT stddev(j / 3), variance(j * 2) FROM t
SELECT id % 7 AS k7, stddev_samp(m), var_pop(m), count(*) FROM t GROUP BY 1
SELECT stddev(m / 3), variance(m * 2) FROM t
SELECT id % 7 AS k7, stddev_samp(p), var_pop(p), count(*) FROM t GROUP BY 1
SELECT stddev(p / 3), variance(p * 2) FROM t
SELECT variance(n) FROM t WHERE abs(n) < 100
SELECT stddev(n) FROM t WHERE abs(n) < 0.6
SELECT stddev(k), variance(k) FROM t WHERE k BETWEEN 0 AND 10
SELECT stddev(n), stddev_pop(n) FROM t WHERE id = 1
SELECT variance(i), var_pop(i) FROM t WHERE id = 99
SELECT id, stddev_pop(p), stddev_samp(p) FROM t GROUP BY id
SELECT variance(0.000001 * s), stddev(1000000000.5 * s) FROM t
SELECT variance(1), stddev_pop(7.50) FROM t
SELECT stddev(l::numeric * 1000000) FROM t
SELECT var_pop(e), variance(e), stddev(e), stddev_pop(e) FROM t WHERE id IN (1, 3, 7)
SELECT stddev(e) FROM t WHERE id = 6
SELECT var_pop(d), variance(d), stddev(d), stddev_pop(d) FROM t WHERE id IN (1, 3, 7)
SELECT stddev(d) FROM t WHERE id = 6
SELECT var_pop(r), variance(r), stddev(r), stddev_pop(r) FROM t WHERE id IN (1, 3, 7)
SELECT stddev(r) FROM t WHERE id = 6
SELECT var_pop(d), stddev(d) FROM t WHERE id = 19
SELECT stddev_pop(d) FROM t WHERE id = 20
SELECT variance(d) FROM t WHERE id IN (4, 5)
SELECT stddev(t) FROM t
SELECT variance(iv) FROM t
SELECT coalesce(b, false) AS bb, count(*), stddev(j) FROM t GROUP BY 1 HAVING stddev(j) < 100000
SELECT round(avg(p), 2), trunc(stddev(p), 3) FROM t
