SELECT count(DISTINCT b) FROM t
SELECT b, count(DISTINCT b), count(b) FROM t GROUP BY b
SELECT count(DISTINCT s) FROM t
SELECT b, count(DISTINCT s), count(s) FROM t GROUP BY b
SELECT count(DISTINCT i) FROM t
SELECT b, count(DISTINCT i), count(i) FROM t GROUP BY b
SELECT count(DISTINCT j) FROM t
SELECT b, count(DISTINCT j), count(j) FROM t GROUP BY b
SELECT count(DISTINCT l) FROM t
SELECT b, count(DISTINCT l), count(l) FROM t GROUP BY b
SELECT count(DISTINCT m) FROM t
SELECT b, count(DISTINCT m), count(m) FROM t GROUP BY b
SELECT count(DISTINCT n) FROM t
SELECT b, count(DISTINCT n), count(n) FROM t GROUP BY b
SELECT count(DISTINCT k) FROM t
SELECT b, count(DISTINCT k), count(k) FROM t GROUP BY b
SELECT count(DISTINCT p) FROM t
SELECT b, count(DISTINCT p), count(p) FROM t GROUP BY b
SELECT count(DISTINCT r) FROM t
SELECT b, count(DISTINCT r), count(r) FROM t GROUP BY b
SELECT count(DISTINCT d) FROM t
SELECT b, count(DISTINCT d), count(d) FROM t GROUP BY b
SELECT count(DISTINCT e) FROM t
SELECT b, count(DISTINCT e), count(e) FROM t GROUP BY b
SELECT count(DISTINCT t) FROM t
SELECT b, count(DISTINCT t), count(t) FROM t GROUP BY b
SELECT count(DISTINCT u) FROM t
SELECT b, count(DISTINCT u), count(u) FROM t GROUP BY b
SELECT count(DISTINCT v) FROM t
SELECT b, count(DISTINCT v), count(v) FROM t GROUP BY b
SELECT count(DISTINCT z) FROM t
SELECT b, count(DISTINCT z), count(z) FROM t GROUP BY b
SELECT count(DISTINCT y) FROM t
SELECT b, count(DISTINCT y), count(y) FROM t GROUP BY b
SELECT count(DISTINCT w) FROM t
SELECT b, count(DISTINCT w), count(w) FROM t GROUP BY b
SELECT count(DISTINCT dt) FROM t
SELECT b, count(DISTINCT dt), count(dt) FROM t GROUP BY b
SELECT count(DISTINCT du) FROM t
SELECT b, count(DISTINCT du), count(du) FROM t GROUP BY b
SELECT count(DISTINCT iv) FROM t
SELECT b, count(DISTINCT iv), count(iv) FROM t GROUP BY b
SELECT count(DISTINCT iw) FROM t
SELECT b, count(DISTINCT iw), count(iw) FROM t GROUP BY b
SELECT count(DISTINCT g) FROM t
SELECT b, count(DISTINCT g), count(g) FROM t GROUP BY b
SELECT count(DISTINCT h) FROM t
SELECT b, count(DISTINCT h), count(h) FROM t GROUP BY b
SELECT count(DISTINCT by) FROM t
SELECT b, count(DISTINCT by), count(by) FROM t GROUP BY b
SELECT sum(DISTINCT s), avg(DISTINCT s), variance(DISTINCT s), min(DISTINCT s), max(DISTINCT s) FROM t
SELECT c, sum(DISTINCT s % 5), count(DISTINCT s % 5), avg(DISTINCT s % 5), stddev_pop(DISTINCT s % 5) FROM t GROUP BY c
SELECT sum(DISTINCT i), avg(DISTINCT i), variance(DISTINCT i), min(DISTINCT i), max(DISTINCT i) FROM t
SELECT c, sum(DISTINCT i % 5), count(DISTINCT i % 5), avg(DISTINCT i % 5), stddev_pop(DISTINCT i % 5) FROM t GROUP BY c
SELECT sum(DISTINCT j), avg(DISTINCT j), variance(DISTINCT j), min(DISTINCT j), max(DISTINCT j) FROM t
SELECT c, sum(DISTINCT j % 5), count(DISTINCT j % 5), avg(DISTINCT j % 5), stddev_pop(DISTINCT j % 5) FROM t GROUP BY c
SELECT sum(DISTINCT m), avg(DISTINCT m), variance(DISTINCT m), min(DISTINCT m), max(DISTINCT m) FROM t
SELECT c, sum(DISTINCT m % 5), count(DISTINCT m % 5), avg(DISTINCT m % 5), stddev_pop(DISTINCT m % 5) FROM t GROUP BY c
SELECT sum(DISTINCT p), avg(DISTINCT p), variance(DISTINCT p), min(DISTINCT p), max(DISTINCT p) FROM t
SELECT c, sum(DISTINCT p % 5), count(DISTINCT p % 5), avg(DISTINCT p % 5), stddev_pop(DISTINCT p % 5) FROM t GROUP BY c
SELECT sum(DISTINCT l), sum(DISTINCT m) FROM t
SELECT sum(DISTINCT iv) FROM t
SELECT avg(DISTINCT e) FROM t WHERE abs(e) < 1000 AND e <> 0.1
SELECT sum(DISTINCT e) FROM t WHERE id IN (1,4,7,10,11)
SELECT count(DISTINCT i % 3), count(DISTINCT i % 3) FILTER (WHERE b), sum(DISTINCT i % 3) FILTER (WHERE c) FROM t
SELECT count(DISTINCT NULL) FROM t
SELECT count(DISTINCT 1), count(DISTINCT 'x') FROM t
SELECT count(DISTINCT t) FROM t WHERE false
SELECT count(DISTINCT length(t)), count(DISTINCT lower(t)) FROM t
SELECT count(DISTINCT date_trunc('month', z)) FROM t
SELECT b, count(DISTINCT c) FROM t GROUP BY b HAVING count(DISTINCT c) > 1
SELECT bool_and(DISTINCT b), bit_or(DISTINCT s) FROM t
SELECT count(DISTINCT *) FROM t
SELECT count(DISTINCT i, j) FROM t
SELECT string_agg(DISTINCT t, ';' ORDER BY t) FROM t
SELECT string_agg(DISTINCT u, ';' ORDER BY u) FROM t
SELECT string_agg(DISTINCT v, ';' ORDER BY v) FROM t
SELECT string_agg(DISTINCT i::text, ';') FROM t
SELECT string_agg(DISTINCT n::text, ';') FROM t
SELECT string_agg(DISTINCT u, ',' ORDER BY id) FROM t
SELECT array_agg(DISTINCT i) FROM t
SELECT array_agg(DISTINCT i ORDER BY i DESC) FROM t
SELECT array_agg(DISTINCT b) FROM t
SELECT array_agg(DISTINCT b ORDER BY b DESC) FROM t
SELECT array_agg(DISTINCT t) FROM t
SELECT array_agg(DISTINCT t ORDER BY t DESC) FROM t
SELECT array_agg(DISTINCT dt) FROM t
SELECT array_agg(DISTINCT dt ORDER BY dt DESC) FROM t
SELECT array_agg(DISTINCT j) FROM t
SELECT array_agg(DISTINCT j ORDER BY j DESC) FROM t
SELECT array_agg(DISTINCT h) FROM t
SELECT array_agg(DISTINCT h ORDER BY h DESC) FROM t
SELECT array_agg(DISTINCT s ORDER BY s NULLS FIRST) FROM t
SELECT b AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY b
SELECT c AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY c
SELECT s % 3 AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY s % 3
SELECT id / 5 AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY id / 5
SELECT length(t) AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY length(t)
SELECT dt > '2020-01-01' AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY dt > '2020-01-01'
SELECT date_trunc('year', w) AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY date_trunc('year', w)
SELECT n > 0 AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY n > 0
SELECT h AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY h
SELECT r AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY r
SELECT v AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY v
SELECT k AS key, count(*), sum(i::bigint), avg(s), max(t), count(DISTINCT b) FROM t GROUP BY k
SELECT sum(i), min(t), bool_and(b), array_agg(i), count(DISTINCT i), stddev(i) FROM t WHERE false
SELECT sum(DISTINCT i ORDER BY j) FROM t
SELECT b, sum(i::bigint) + count(DISTINCT c) FROM t GROUP BY b
