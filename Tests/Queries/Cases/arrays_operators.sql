-- What is done with arrays: joined, cut, searched, in conditions, under aggregates and as keys of groups.
CREATE MATERIALIZED VIEW parts WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, string_to_array(note, ' ') || kind AS more, shop || ARRAY[kind] || ARRAY[note] AS three, (string_to_array(note, ' '))[2:] AS rest,
       (ARRAY[qty, id::integer, 7])[:2] AS two, array_remove(ARRAY[shop, kind, note], 'tea') AS others,
       array_position(ARRAY['tea', 'salt', 'coffee'], kind) AS place, array_to_string(ARRAY[shop, note, kind], '/', '-') AS path,
       string_to_array(kind, NULL) AS letters, array_replace(ARRAY[qty, 5], 5, NULL) AS fives,
       ARRAY[qty, 5]::numeric(9, 2)[] AS prices, ARRAY[price] || qty AS numbers
FROM sales WHERE ARRAY[shop, kind] && ARRAY['berlin', 'tea'] OR string_to_array(note, ' ') @> ARRAY['a'];
CREATE MATERIALIZED VIEW gathered WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT ARRAY[shop] || kind AS place, (array_agg(id ORDER BY id))[1:3] AS first, array_agg(id ORDER BY id) @> ARRAY[7::bigint] AS has,
       count(*) FILTER (WHERE qty < ALL (string_to_array('4,9', ',')::integer[])) AS few
FROM sales GROUP BY ARRAY[shop] || kind HAVING cardinality(array_remove(array_agg(DISTINCT note), NULL)) > 2;
--- expected: parts
SELECT id, string_to_array(note, ' ') || kind, shop || ARRAY[kind] || ARRAY[note], (string_to_array(note, ' '))[2:],
       (ARRAY[qty, id::integer, 7])[:2], array_remove(ARRAY[shop, kind, note], 'tea'),
       array_position(ARRAY['tea', 'salt', 'coffee'], kind), array_to_string(ARRAY[shop, note, kind], '/', '-'),
       string_to_array(kind, NULL), array_replace(ARRAY[qty, 5], 5, NULL), ARRAY[qty, 5]::numeric(9, 2)[], ARRAY[price] || qty
FROM sales WHERE ARRAY[shop, kind] && ARRAY['berlin', 'tea'] OR string_to_array(note, ' ') @> ARRAY['a']
--- expected: gathered
SELECT ARRAY[shop] || kind, (array_agg(id ORDER BY id))[1:3], array_agg(id ORDER BY id) @> ARRAY[7::bigint],
       count(*) FILTER (WHERE qty < ALL (ARRAY[4, 9]))
FROM sales GROUP BY 1 HAVING cardinality(array_remove(array_agg(DISTINCT note), NULL)) > 2
