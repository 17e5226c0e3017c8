SELECT count(s), sum(s), min(s), max(s) FROM t
SELECT count(i), sum(i), min(i), max(i) FROM t
SELECT count(j), sum(j), min(j), max(j) FROM t
SELECT count(l), sum(l), min(l), max(l) FROM t
SELECT count(m), sum(m), min(m), max(m) FROM t
SELECT count(n), sum(n), min(n), max(n) FROM t
SELECT count(k), sum(k), min(k), max(k) FROM t
SELECT count(p), sum(p), min(p), max(p) FROM t
SELECT avg(s) FROM t
SELECT b, avg(s), sum(s) FROM t GROUP BY b
SELECT avg(i) FROM t
SELECT b, avg(i), sum(i) FROM t GROUP BY b
SELECT avg(j) FROM t
SELECT b, avg(j), sum(j) FROM t GROUP BY b
SELECT avg(m) FROM t
SELECT b, avg(m), sum(m) FROM t GROUP BY b
SELECT avg(k) FROM t
SELECT b, avg(k), sum(k) FROM t GROUP BY b
SELECT avg(p) FROM t
SELECT b, avg(p), sum(p) FROM t GROUP BY b
SELECT avg(n) FROM t WHERE abs(n) < 1000
SELECT avg(l) FROM t
SELECT bit_and(s), bit_or(s), bit_xor(s) FROM t
SELECT b, bit_and(s) FILTER (WHERE c), bit_or(s) FILTER (WHERE NOT c) FROM t GROUP BY b
SELECT bit_and(i), bit_or(i), bit_xor(i) FROM t
SELECT b, bit_and(i) FILTER (WHERE c), bit_or(i) FILTER (WHERE NOT c) FROM t GROUP BY b
SELECT bit_and(l), bit_or(l), bit_xor(l) FROM t
SELECT b, bit_and(l) FILTER (WHERE c), bit_or(l) FILTER (WHERE NOT c) FROM t GROUP BY b
SELECT bit_and(m), bit_or(m), bit_xor(m) FROM t
SELECT b, bit_and(m) FILTER (WHERE c), bit_or(m) FILTER (WHERE NOT c) FROM t GROUP BY b
SELECT bit_and(j), bit_or(j), bit_xor(j) FROM t
SELECT b, bit_and(j) FILTER (WHERE c), bit_or(j) FILTER (WHERE NOT c) FROM t GROUP BY b
SELECT bit_and(n) FROM t
SELECT bit_or(t) FROM t
SELECT bool_and(b), bool_or(b), every(c), bool_and(c) FILTER (WHERE id > 8) FROM t
SELECT c, every(b), bool_or(b) FROM t GROUP BY c
SELECT every(i > 0), bool_or(i IS NULL) FROM t
SELECT min(t), max(t) FROM t
SELECT b, c, min(t) FILTER (WHERE id > 5), max(t) FROM t GROUP BY b, c
SELECT min(v), max(v) FROM t
SELECT b, c, min(v) FILTER (WHERE id > 5), max(v) FROM t GROUP BY b, c
SELECT min(z), max(z) FROM t
SELECT b, c, min(z) FILTER (WHERE id > 5), max(z) FROM t GROUP BY b, c
SELECT min(y), max(y) FROM t
SELECT b, c, min(y) FILTER (WHERE id > 5), max(y) FROM t GROUP BY b, c
SELECT min(w), max(w) FROM t
SELECT b, c, min(w) FILTER (WHERE id > 5), max(w) FROM t GROUP BY b, c
SELECT min(dt), max(dt) FROM t
SELECT b, c, min(dt) FILTER (WHERE id > 5), max(dt) FROM t GROUP BY b, c
SELECT min(iw), max(iw) FROM t
SELECT b, c, min(iw) FILTER (WHERE id > 5), max(iw) FROM t GROUP BY b, c
SELECT min(r), max(r) FROM t
SELECT b, c, min(r) FILTER (WHERE id > 5), max(r) FROM t GROUP BY b, c
SELECT min(d), max(d) FROM t
SELECT b, c, min(d) FILTER (WHERE id > 5), max(d) FROM t GROUP BY b, c
SELECT min(e), max(e) FROM t
SELECT b, c, min(e) FILTER (WHERE id > 5), max(e) FROM t GROUP BY b, c
SELECT min(iv), max(iv) FROM t WHERE id NOT IN (1, 12)
SELECT min(b) FROM t
SELECT min(g) FROM t
SELECT min(js) FROM t
SELECT min(by) FROM t
SELECT sum(iv), avg(iw) FROM t WHERE id < 12
SELECT b, sum(iw), avg(iv) FROM t GROUP BY b
SELECT sum(s), sum(i), sum(i::smallint) FROM t WHERE abs(i) < 1000
SELECT sum(r) FROM t WHERE id IN (1,6,7)
SELECT sum(e), avg(e) FROM t WHERE id IN (1,3,7,10)
SELECT sum(t) FROM t
SELECT avg(z) FROM t
SELECT sum(b) FROM t
SELECT sum(n * k) FROM t WHERE id < 10
SELECT sum(n) / count(n), sum(p) / nullif(count(*), 0) FROM t
SELECT sum(l), sum(l * 1.0) FROM t
SELECT sum(m * m) FROM t WHERE id < 22
SELECT count(*) * 2 + sum(i) FROM t
SELECT sum(i) WITHIN GROUP (ORDER BY i) FROM t
SELECT b, c, count(*) FROM t GROUP BY b, c HAVING count(*) > 2 AND sum(s) IS NOT NULL
SELECT b, sum(j) FROM t GROUP BY b HAVING sum(j) > 10 OR b IS NULL
SELECT b, count(*) FROM t GROUP BY b HAVING bool_or(c)
SELECT b, max(i) - min(i::bigint) FROM t GROUP BY b
SELECT b, case when count(*) > 5 then 'many' else 'few' end FROM t GROUP BY b
SELECT count(*) FROM t WHERE false
SELECT b FROM t GROUP BY b
SELECT count(*) FROM t GROUP BY b
SELECT b, count(*) FILTER (WHERE i > 0), sum(p) FILTER (WHERE p < 0), avg(i) FILTER (WHERE t LIKE '%a%') FROM t GROUP BY b
SELECT sum(i) FROM t HAVING count(*) > 100
SELECT i FROM t GROUP BY b
SELECT sum(sum(i)) FROM t
SELECT count(i) FROM t WHERE count(i) > 1
SELECT max(i ORDER BY j), count(i ORDER BY id) FROM t
SELECT b, jsonb_build_object('n', count(*), 'total', sum(i)) FROM t GROUP BY b
SELECT CASE WHEN i > 0 THEN 'pos' ELSE 'other' END AS k, count(*), sum(CASE WHEN b THEN 1 ELSE 0 END) FROM t GROUP BY 1
SELECT (i > 0) AS p, (j > 0) AS q, count(*) FROM t GROUP BY p, q HAVING count(*) > 1
SELECT date_trunc('year', z AT TIME ZONE 'Europe/Berlin') AS y, count(*) FROM t GROUP BY y
SELECT x.k, max(x.total) FROM (SELECT coalesce(t, 'none') AS k, i::bigint * 2 AS total FROM t) x GROUP BY x.k
WITH a AS (SELECT * FROM t WHERE id > 3), c AS (WITH d AS (SELECT b, i FROM a) SELECT * FROM d) SELECT b, count(i) FROM c GROUP BY b
SELECT format('%s-%s', b, c) AS k, count(*) FROM t GROUP BY k
SELECT b, count(*) FILTER (WHERE (b, c) IN ((true, true), (false, true))) FROM t GROUP BY b
SELECT b, sum(i / j) FILTER (WHERE j <> 0), avg(l / m) FILTER (WHERE m <> 0) FROM t GROUP BY b
SELECT sum(10 / i) FILTER (WHERE i > 0), count(t::integer) FILTER (WHERE t ~ '^[0-9]{1,6}$') FROM t
SELECT b, string_agg(t, ',' ORDER BY 100 / j, id) FILTER (WHERE j <> 0 AND j < 100) FROM t WHERE t <> '' GROUP BY b
SELECT w - timestamp '1999-12-31', count(*) FROM t GROUP BY 1
SELECT z - y AS apart, min(id) FROM t GROUP BY 1
SELECT count(*), min(id), max(id) FROM t GROUP BY js
SELECT count(*), min(id), max(id) FROM t GROUP BY jt, js -> 'a'
SELECT count(DISTINCT js), count(DISTINCT jt), count(DISTINCT js || jt) FROM t
SELECT js -> 'a', count(*), count(DISTINCT jt) FROM t GROUP BY 1
SELECT jsonb_typeof(js), count(DISTINCT js) FROM t GROUP BY 1 HAVING count(DISTINCT js) > 1
