SELECT string_agg(t, ',' ORDER BY id) FROM t
SELECT b, string_agg(t, ' | ' ORDER BY id DESC) FROM t GROUP BY b
SELECT string_agg(u, ',' ORDER BY id) FROM t
SELECT b, string_agg(u, ' | ' ORDER BY id DESC) FROM t GROUP BY b
SELECT string_agg(v, ',' ORDER BY id) FROM t
SELECT b, string_agg(v, ' | ' ORDER BY id DESC) FROM t GROUP BY b
SELECT string_agg(i::text, ',' ORDER BY id) FROM t
SELECT b, string_agg(i::text, ' | ' ORDER BY id DESC) FROM t GROUP BY b
SELECT string_agg(n::text, ',' ORDER BY id) FROM t
SELECT b, string_agg(n::text, ' | ' ORDER BY id DESC) FROM t GROUP BY b
SELECT string_agg(u, '' ORDER BY u DESC, id) FROM t
SELECT string_agg(u, NULL ORDER BY id) FROM t
SELECT string_agg(t, ', ' ORDER BY length(t), id) FILTER (WHERE b) FROM t
SELECT string_agg(t, ',' ORDER BY i NULLS FIRST, id) FROM t
SELECT string_agg(t, ',' ORDER BY i DESC NULLS LAST, id) FROM t
SELECT string_agg(t, ',' ORDER BY b DESC, n DESC, id) FROM t
SELECT string_agg(t, ',' ORDER BY iv, id) FROM t
SELECT string_agg(t, ',') FROM t WHERE false
SELECT string_agg(i, ',') FROM t
SELECT string_agg(t) FROM t
SELECT string_agg(t, ',' ORDER BY d, id) FROM t
SELECT string_agg(t, ',' ORDER BY z DESC, id) FROM t
SELECT array_agg(i ORDER BY id) FROM t
SELECT c, array_agg(i ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(l ORDER BY id) FROM t
SELECT c, array_agg(l ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(p ORDER BY id) FROM t
SELECT c, array_agg(p ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(n ORDER BY id) FROM t
SELECT c, array_agg(n ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(b ORDER BY id) FROM t
SELECT c, array_agg(b ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(t ORDER BY id) FROM t
SELECT c, array_agg(t ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(v ORDER BY id) FROM t
SELECT c, array_agg(v ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(z ORDER BY id) FROM t
SELECT c, array_agg(z ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(w ORDER BY id) FROM t
SELECT c, array_agg(w ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(dt ORDER BY id) FROM t
SELECT c, array_agg(dt ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(iv ORDER BY id) FROM t
SELECT c, array_agg(iv ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(g ORDER BY id) FROM t
SELECT c, array_agg(g ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(by ORDER BY id) FROM t
SELECT c, array_agg(by ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(d ORDER BY id) FROM t
SELECT c, array_agg(d ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(r ORDER BY id) FROM t
SELECT c, array_agg(r ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(s ORDER BY id) FROM t
SELECT c, array_agg(s ORDER BY id DESC) FILTER (WHERE id <> 3) FROM t GROUP BY c
SELECT array_agg(i ORDER BY j, id) FROM t WHERE false
SELECT array_agg(i % 3 ORDER BY id) FROM t
SELECT (array_agg(t ORDER BY id))[2] FROM t
SELECT percentile_cont(0) WITHIN GROUP (ORDER BY i) FROM t
SELECT percentile_disc(0) WITHIN GROUP (ORDER BY i DESC) FROM t
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY i) FROM t
SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY i DESC) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i) FROM t
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY i DESC) FROM t
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY i) FROM t
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY i DESC) FROM t
SELECT percentile_cont(1) WITHIN GROUP (ORDER BY i) FROM t
SELECT percentile_disc(1) WITHIN GROUP (ORDER BY i DESC) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY s) FROM t
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY s DESC) FROM t
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY s) FROM t
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY s DESC) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY p) FROM t
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY p DESC) FROM t
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY p) FROM t
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY p DESC) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY e) FROM t
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY e DESC) FROM t
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY e) FROM t
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY e DESC) FROM t
SELECT percentile_cont(0) WITHIN GROUP (ORDER BY iw) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_disc(0) WITHIN GROUP (ORDER BY iw DESC) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY iw) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY iw DESC) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY iw) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY iw DESC) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY iw) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY iw DESC) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_cont(1) WITHIN GROUP (ORDER BY iw) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_disc(1) WITHIN GROUP (ORDER BY iw DESC) FROM t WHERE id IN (1, 2, 6, 8, 10, 13, 14, 21)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY l) FROM t
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY l DESC) FROM t
SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY l) FROM t
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY l DESC) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY t), mode() WITHIN GROUP (ORDER BY t) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY z), mode() WITHIN GROUP (ORDER BY z) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY dt), mode() WITHIN GROUP (ORDER BY dt) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY b), mode() WITHIN GROUP (ORDER BY b) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY g), mode() WITHIN GROUP (ORDER BY g) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY w), mode() WITHIN GROUP (ORDER BY w) FROM t
SELECT percentile_disc(0.4) WITHIN GROUP (ORDER BY v), mode() WITHIN GROUP (ORDER BY v) FROM t
SELECT b, percentile_cont(0.5) WITHIN GROUP (ORDER BY p) FILTER (WHERE id > 3), count(*) FROM t GROUP BY b
SELECT percentile_cont(0.3) WITHIN GROUP (ORDER BY n DESC) FROM t
SELECT percentile_cont(1.5) WITHIN GROUP (ORDER BY i) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY t) FROM t
SELECT percentile_cont(0.5) FROM t
SELECT mode() WITHIN GROUP (ORDER BY i % 4), mode() WITHIN GROUP (ORDER BY i % 4 DESC) FROM t
SELECT c, percentile_disc(0.5) WITHIN GROUP (ORDER BY i) FROM t GROUP BY c
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY i) FROM t WHERE false
