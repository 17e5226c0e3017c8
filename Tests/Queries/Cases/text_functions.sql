CREATE TABLE out (id bigint, a text, b text, c integer, d text, e text, f text, g boolean, h boolean) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out
SELECT id, upper(kind), lower(kind) || '/' || coalesce(shop, '-'), length(note), substring(note from 2 for 3),
       replace(kind, 'e', 'E'), trim(note), note LIKE '%\_%', kind ILIKE 'tE%'
FROM sales;
--- expected: out
SELECT id, upper(kind), lower(kind) || '/' || coalesce(shop, '-'), length(note), substring(note from 2 for 3),
       replace(kind, 'e', 'E'), trim(note), note LIKE '%\_%', kind ILIKE 'tE%'
FROM sales
