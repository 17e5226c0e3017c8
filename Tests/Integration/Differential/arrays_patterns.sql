-- SIMILAR TO
t SIMILAR TO 'a'
u NOT SIMILAR TO 'a'
t SIMILAR TO '%a%'
u NOT SIMILAR TO '%a%'
t SIMILAR TO '_'
u NOT SIMILAR TO '_'
t SIMILAR TO 'a|b'
u NOT SIMILAR TO 'a|b'
t SIMILAR TO '(a|b)%'
u NOT SIMILAR TO '(a|b)%'
t SIMILAR TO '[a-z]+'
u NOT SIMILAR TO '[a-z]+'
t SIMILAR TO '%[0-9]+%'
u NOT SIMILAR TO '%[0-9]+%'
t SIMILAR TO '[^a]%'
u NOT SIMILAR TO '[^a]%'
t SIMILAR TO '%.%'
u NOT SIMILAR TO '%.%'
t SIMILAR TO 'a.b'
u NOT SIMILAR TO 'a.b'
t SIMILAR TO '\\.'
u NOT SIMILAR TO '\\.'
t SIMILAR TO '_{3}'
u NOT SIMILAR TO '_{3}'
t SIMILAR TO '(abc)+'
u NOT SIMILAR TO '(abc)+'
t SIMILAR TO '(ab|c)*'
u NOT SIMILAR TO '(ab|c)*'
t SIMILAR TO '%(quick|slow)%'
u NOT SIMILAR TO '%(quick|slow)%'
t SIMILAR TO 'a?b'
u NOT SIMILAR TO 'a?b'
t SIMILAR TO '^a'
u NOT SIMILAR TO '^a'
t SIMILAR TO 'a$'
u NOT SIMILAR TO 'a$'
t SIMILAR TO '[[:digit:]]+'
u NOT SIMILAR TO '[[:digit:]]+'
t SIMILAR TO '%\_%'
u NOT SIMILAR TO '%\_%'
t SIMILAR TO ''
u NOT SIMILAR TO ''
t SIMILAR TO '%'
u NOT SIMILAR TO '%'
t SIMILAR TO '%é%'
u NOT SIMILAR TO '%é%'
t SIMILAR TO '_%_'
u NOT SIMILAR TO '_%_'
t SIMILAR TO '日本%'
u NOT SIMILAR TO '日本%'
t SIMILAR TO u
t SIMILAR TO '50#%' ESCAPE '#'
t SIMILAR TO '%#_%' ESCAPE '#'
t SIMILAR TO NULL
t SIMILAR TO '(' 
t SIMILAR TO '[a'
-- regular expression functions
regexp_match(t, '([a-z]+) ([a-z]+)', 'i')
regexp_match(t, '(B+)', 'i')
(regexp_match(t, '([A-Z])[a-z]+'))[1]
regexp_split_to_array(t, ' ')
regexp_split_to_array(t, ',')
regexp_split_to_array(t, '[aeiou]')
regexp_split_to_array(t, 'B', 'i')
regexp_split_to_array(t, '')
regexp_split_to_array(t, 'x*')
regexp_split_to_array('', ',')
regexp_split_to_array(u, '.')
regexp_split_to_array(t, '\s+')
regexp_instr(t, '[a-c]')
regexp_instr(t, 'é|ï')
regexp_instr(u, '^')
regexp_match(t, 'a', 'g')
regexp_split_to_array(t, ',', 'g')
-- arrays
ARRAY[i, j]
ARRAY[t, u, v]
ARRAY[b, c]
ARRAY[n, k]
ARRAY[i, n]
ARRAY[1, 2, 3]
ARRAY['x', t]
ARRAY[d, e]
ARRAY[z, y]
ARRAY[dt, du]
ARRAY[iv]
ARRAY[g, h]
ARRAY[i, t]
ARRAY[NULL, t]
ARRAY[by]
(ARRAY[i, j])[1]
(ARRAY[i, j])[2] + 1
(ARRAY[t, u])[3]
(ARRAY[b, c])[1]
(ARRAY[z])[1]
(ARRAY[n, k])[2]
i = ANY (ARRAY[1, 2, 3])
i <> ALL (ARRAY[1, 2, 3])
i > ANY (ARRAY[j, 0])
i > ALL (ARRAY[j, 0])
i < ANY (ARRAY[NULL, 0])
i >= ALL (ARRAY[NULL, 0])
t = ANY (ARRAY[u, v])
t LIKE ANY (ARRAY['a%', '%o%'])
i = ALL (ARRAY[1])
n = ANY (ARRAY[1, 2.5])
t <> ALL (ARRAY[u, v, NULL])
'a' = ANY (string_to_array(t, ','))
v = ANY (string_to_array(t, ' '))
'a' <> ALL (string_to_array(t, ','))
NULL = ANY (string_to_array(t, ','))
i = ANY (string_to_array(t, ','))
t = ANY (regexp_split_to_array(t, 'x'))
string_to_array(t, ',')
string_to_array(t, ' ')
string_to_array(t, '')
string_to_array('', ',')
string_to_array(t, u)
array_length(string_to_array(t, ','), 1)
array_length(string_to_array(t, ','), 2)
cardinality(string_to_array(t, 'a'))
cardinality(ARRAY[i, NULL])
array_length(ARRAY[i], 1)
array_to_string(ARRAY[i, j, NULL], '-')
array_to_string(ARRAY[b, c], ',')
array_to_string(ARRAY[t, u], '')
array_to_string(ARRAY[d, e], ';')
array_to_string(string_to_array(t, ' '), '_')
array_to_string(ARRAY[z], ',')
array_length(i, 1)
cardinality(t)
(string_to_array(t, ' '))[2]
ARRAY[i, j]::text
upper((string_to_array(t, ' '))[1])
i = ANY (i)
-- many arguments
greatest(i, j, s, 1, 2, 3, 4, 5)
least(i, j, s, 1, 2, 3, 4, -5)
greatest(t, u, v, 'a', 'b', 'c', 'd')
least(n, k, i, j, 1.5, 2, 3.25, 4)
coalesce(NULL, NULL, NULL, NULL, NULL, NULL, NULL, i)
greatest(z, y, w, '2000-01-01', '2001-01-01', '2002-01-01', '2003-01-01')
-- array operators
ARRAY[i, j] @> ARRAY[1]
ARRAY[i, j] <@ ARRAY[1, 2, 3, NULL]
ARRAY[i, j] && ARRAY[0, 1]
ARRAY[i, j, NULL] @> ARRAY[i]
ARRAY[i] @> ARRAY[NULL, i]
ARRAY[i] && ARRAY[NULL, j]
string_to_array(t, ' ') @> ARRAY[v::text]
string_to_array(t, ',') && string_to_array(u, ',')
string_to_array(t, '') <@ ARRAY[t, u]
string_to_array('', ',') <@ ARRAY[t]
string_to_array('', ',') && ARRAY[t]
ARRAY[n, k] @> ARRAY[1.50, 1.5]
ARRAY[iv] <@ ARRAY[iw, interval '30 days']
ARRAY[b, c] && ARRAY[true]
ARRAY[d, e] @> ARRAY[0::double precision]
ARRAY[by] && ARRAY[by]
ARRAY[g] <@ ARRAY[h, g]
ARRAY[z, y] && ARRAY[z + interval '0']
ARRAY[i] @> '{1}'
'{1,2}' && ARRAY[i]
ARRAY[i] @> ARRAY['a']
ARRAY[i] @> ARRAY[1.5]
ARRAY[i] @> 1
ARRAY[i, j] || ARRAY[1]
ARRAY[i, j] || 7
7 || ARRAY[i, j]
ARRAY[i] || NULL
NULL || ARRAY[i]
ARRAY[i] || n
ARRAY[i] || ARRAY[n]
n || ARRAY[i]
ARRAY[t] || u
u || ARRAY[t]
ARRAY[t] || '{a,"b c"}'
ARRAY[i] || '{3,x}'
ARRAY[t] || string_to_array(u, ' ')
string_to_array(t, ' ') || string_to_array(u, ' ')
ARRAY[b] || c
ARRAY[z] || dt
ARRAY[e] || ARRAY[i]
ARRAY[i] || t
ARRAY[iv] || iw
ARRAY[by] || by
array_cat(ARRAY[i], ARRAY[l])
array_cat(string_to_array(t, ','), NULL)
array_append(ARRAY[i, j], s)
array_append(string_to_array(t, ','), u)
array_append(NULL, i)
array_append(ARRAY[i], NULL)
array_prepend(i, ARRAY[j])
array_prepend(NULL, ARRAY[t])
array_append(i, j)
-- slices
(ARRAY[i, j, 3, 4])[2:3]
(ARRAY[i, j, 3, 4])[:2]
(ARRAY[i, j, 3, 4])[3:]
(ARRAY[i, j, 3, 4])[:]
(ARRAY[i, j])[2:1]
(ARRAY[i, j])[5:9]
(ARRAY[i, j])[-3:1]
(ARRAY[1, 2, 3])[i:j]
(string_to_array(t, ' '))[s:]
(string_to_array(t, ' '))[1:2]
((string_to_array(t, ' '))[2:])[1]
(string_to_array(t, ' '))[NULL:2]
(ARRAY[n, k])[2:2]
trim_array(ARRAY[i, j, 3], 2)
trim_array(string_to_array(t, ' '), 1)
trim_array(ARRAY[1, 2], i)
-- array functions
array_upper(string_to_array(t, ','), 1)
array_lower(string_to_array(t, ','), 1)
array_upper(ARRAY[i], 2)
array_ndims(string_to_array(t, ','))
array_dims(string_to_array(t, ' '))
array_dims(ARRAY[i, j])
array_position(ARRAY[i, j, 1, NULL], 1)
array_position(ARRAY[i, j, NULL], NULL)
array_position(ARRAY[1, 2, 1, 2, 1], 1, i)
array_position(string_to_array(t, ' '), v)
array_position(ARRAY[n, k], 1.50)
array_position(ARRAY[i], n)
array_position(ARRAY[i, j], 1, NULL)
array_positions(ARRAY[i, j, 1], 1)
array_positions(string_to_array(t, ''), t)
array_positions(ARRAY[n, 1.0, 1.00], 1)
array_remove(ARRAY[i, j, NULL, 3], 1)
array_remove(ARRAY[i, j, NULL, 3], NULL)
array_remove(string_to_array(t, ' '), 'a')
array_remove(ARRAY[n, k], 1.5)
array_remove(i, 1)
array_replace(ARRAY[i, j, 1, NULL], 1, 9)
array_replace(ARRAY[i, j, 1, NULL], NULL, i)
array_replace(string_to_array(t, ' '), v, NULL)
array_replace(ARRAY[i, j], 1, 2.5)
array_to_string(ARRAY[i, NULL, j], ',', '*')
array_to_string(ARRAY[i, NULL, j], ',', NULL)
array_to_string(ARRAY[t, u], NULL)
array_to_string(ARRAY[b, NULL], '|', t)
array_to_string(string_to_array(t, ' ', 'a'), '_', 'none')
string_to_array(t, NULL)
string_to_array(u, NULL, 'a')
string_to_array('日本é', NULL)
string_to_array(t, ' ', '')
string_to_array(t, ',', v)
string_to_array(t, '', t)
string_to_array(t, ' ', NULL)
-- ANY and ALL of arrays
i < ANY (string_to_array('1,5,9', ',')::integer[])
i >= ALL (ARRAY[j, 0] || 1)
i = ALL (ARRAY[i] || j)
i <> ANY (ARRAY[i] || j)
n = ANY (ARRAY[i] || 1)
t LIKE ANY (string_to_array('a%,%o%', ','))
t NOT LIKE ALL (string_to_array('a%,%o%', ','))
t ILIKE ANY (string_to_array('A%,%O%', ','))
t ~ ANY (string_to_array('^a;o$', ';'))
t ~ ANY (string_to_array('(;a', ';'))
NULL > ALL (string_to_array(t, ','))
t < ALL (string_to_array(u, ' '))
iv = ANY (ARRAY[iw] || interval '30 days')
-- groups: the longest part first, the last time of a repetition
regexp_match('https://x.org', '^(http|https)(.*)$')
substring('january 5' from '(jan|january|feb|february).*')
regexp_match('GETX/a', '(GET|GETX)(X?/.*)')
regexp_match('John Smith Jones', '^(\w+|\w+\s\w+) (.*)$')
regexp_replace('abcd', '(a|ab)(c|bcd)(d*)', '[\1][\2][\3]')
regexp_match('bb', 'c{1,2}|(b{1,2}){1,2}|b{1,2}$')
regexp_match('aaa', '(a|aa)*')
regexp_match('b', '(a*)*')
regexp_match('b', '(a)*b')
regexp_match('a ab', '(a*|a.|c?)+b')
regexp_match('aab', '(?:a|ab)(b?)')
regexp_match('xaba', 'x((a)|b)*')
regexp_match(t, '(.*)([a-m]+)(.*)')
regexp_replace(t, '(\w)(\w*)', '\2\1', 'g')
regexp_split_to_array('one,two;;three', '[,;]+')
regexp_match(E'a\nb', '(?n)^(.)$')
regexp_match('aBc', '(?i)A(b)C')
regexp_match('x1y', '[[:alpha:]]([[:digit:]]|\d)[^[:space:]]')
regexp_match('tab	x', '\t(\x78|\170)')
'a' ~ '[[:ascii:]]'
'foo bar' ~ '\mbar\M'
regexp_match(t, '(a')
regexp_match(t, '*a')
t ~ 'a{2,1}'
t ~ '[[:foo:]]'
-- casts of arrays
ARRAY[]::integer[]
ARRAY[]::text[] || t
'{1, 02, NULL}'::integer[]
'{1,x}'::integer[]
'{a,"b, c",NULL,"null"}'::text[]
('{' || i || ',' || j || '}')::bigint[]
ARRAY[i, j]::text[]
ARRAY[b, NULL]::text[]
ARRAY[b, c]::integer[]
ARRAY[n, k]::integer[]
ARRAY[d, e]::real[]
ARRAY[r, NULL]::double precision[]
ARRAY[t, u]::varchar(2)[]
ARRAY[n]::numeric(8, 1)[]
string_to_array('1,2', ',')::bigint[]
string_to_array(t, ',')::integer[]
ARRAY[z]::date[]
(ARRAY[b, c]::text[])[1]
cardinality('{}'::integer[])
ARRAY[i]::boolean[]
