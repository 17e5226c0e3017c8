CREATE TABLE out (id bigint, label text, safe integer, inverse numeric, third boolean) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out
SELECT id,
       CASE WHEN qty IS NULL THEN 'none' WHEN qty < 0 THEN 'back' WHEN qty = 0 THEN 'zero' ELSE 'out' END,
       coalesce(qty, -1),
       CASE WHEN qty <> 0 THEN round(100::numeric / qty, 3) END,
       paid AND nullif(kind, 'tea') IS NULL
FROM sales;
--- expected: out
SELECT id,
       CASE WHEN qty IS NULL THEN 'none' WHEN qty < 0 THEN 'back' WHEN qty = 0 THEN 'zero' ELSE 'out' END,
       coalesce(qty, -1),
       CASE WHEN qty <> 0 THEN round(100::numeric / qty, 3) END,
       paid AND nullif(kind, 'tea') IS NULL
FROM sales
