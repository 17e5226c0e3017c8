-- jsonb and text built of values of any type; rows of values compared; names that have another spelling.
to_jsonb(b)
to_jsonb(s)
to_jsonb(i)
to_jsonb(l)
to_jsonb(n)
to_jsonb(p)
to_jsonb(r)
to_jsonb(d)
to_jsonb(t)
to_jsonb(v)
to_jsonb(z)
to_jsonb(w)
to_jsonb(dt)
to_jsonb(iv)
to_jsonb(g)
to_jsonb(js)
to_jsonb(by)
to_jsonb('quoted'::text)
to_jsonb(ARRAY[i, j])
to_jsonb(ARRAY[t, u, NULL])
to_jsonb(string_to_array(t, ' '))
jsonb_build_object('a', i)
jsonb_build_object('b', b, 'a', t)
jsonb_build_object('same', i, 'same', j)
jsonb_build_object(t, i)
jsonb_build_object(i, t)
jsonb_build_object('z', z, 'w', w, 'd', dt, 'iv', iv)
jsonb_build_object('n', n, 'p', p, 'd', d, 'r', r)
jsonb_build_object('g', g, 'by', by)
jsonb_build_object('inner', js, 'outer', jsonb_build_object('x', i))
jsonb_build_object('list', jsonb_build_array(1, t, NULL))
jsonb_build_object('null', NULL)
jsonb_build_object('long key', 1, 'k', 2, 'key', 3)
jsonb_build_array(b, i, n, t)
jsonb_build_array(NULL)
jsonb_build_array(z)
jsonb_build_array(js, jt)
jsonb_build_object('a', i) -> 'a'
jsonb_build_object('a', i) || jsonb_build_object('b', j)
jsonb_build_object('a', i) @> '{"a": 1}'
jsonb_build_object('a')
jsonb_object_field(js, 'a')
jsonb_object_field(js, 'b')
jsonb_object_field_text(js, 'a')
jsonb_object_field_text(js, 'missing')
format('%s', t)
format('%s and %s', t, u)
format('%2$s %1$s', t, u)
format('%s|%s|%s', i, n, b)
format('%%')
format('100%% of %s', i)
format('[%10s]', t)
format('[%-10s]', t)
format('[%1$-6s]', i)
format('%L', t)
format('%L %L', i, NULL)
format('%s', NULL)
format(t)
format('%s')
format('%x', i)
format('%', i)
format('%s %s', t)
format('%1$s %s', t, u)
format('%3$s', t, u)
format('%0$s', t)
format('%s', js)
format('%s', z)
format('%s', dt)
format(NULL, i)
cot(d)
cot(1.0)
cot(0.5)
pow(2, 10)
pow(d, 2)
pow(n, 2)
pow(2.5, 3)
t LIKE like_escape('a!%b', '!')
t LIKE like_escape('%!_%', '!')
like_escape('50!%', '!')
(i, j) = (1, 2)
(i, t) = (1, 'a')
(i, j) <> (1, 2)
(i, j) = (j, i)
(i, NULL) = (1, 2)
(i, j) IN ((1, 2), (7, -3))
(i, t) NOT IN ((1, 'a'), (0, '0'))
(i, j) IN ((1, NULL), (0, 0))
NOT (i, j) = (1, 2)
(i + 1, t || 'x') = (2, 'ax')
CAST(i AS bigint)
CAST(n AS integer)
CAST(t AS varchar(3))
CAST(CAST(i AS text) AS bigint) + 1
CAST('2024-01-01' AS date)
CAST(NULL AS integer)
i BETWEEN SYMMETRIC j AND 3
z AT TIME ZONE 'America/New_York'
w AT TIME ZONE 'Europe/Berlin'
z AT TIME ZONE 'Asia/Kathmandu'
timezone('Australia/Lord_Howe', z)
date_trunc('hour', z, 'Asia/Kathmandu')
date_trunc('week', z AT TIME ZONE 'Europe/Berlin')
coalesce(nullif(t, ''), nullif(u, ''), 'none')
coalesce(i, j, s, 0)
CASE WHEN i > 0 THEN 'pos' WHEN i < 0 THEN 'neg' WHEN i = 0 THEN 'zero' ELSE 'null' END
CASE t WHEN 'a' THEN 1 WHEN 'abcabcabc' THEN 2 END
U&'\00e9' || t
E'tab\there' || t
$$it's; -- $$ || t
$q$a $$ b$q$ || t
js['a']
js['b']
js['c']['d']
js['missing']
js[0]
js[1]
js[-1]
js['b'][0]
js['1']
js['tags'][1]
(js['a']) = '1'
jsonb_build_object('k', jsonb_build_array(1, 2))['k'][1]
-- arrays whose elements have another form in JSON than as elements
to_jsonb(ARRAY[z, y, NULL])
to_jsonb(ARRAY[w, '2024-02-29 23:59:59.5'])
to_jsonb(ARRAY[iv, iw])
to_jsonb(ARRAY[r, 1.5::real])
to_jsonb(ARRAY["by"])
jsonb_build_object('at', ARRAY[z], 'by', ARRAY[iv, NULL])
jsonb_build_array(ARRAY[w, NULL], '{}'::timestamptz[], NULL::timestamptz[])
