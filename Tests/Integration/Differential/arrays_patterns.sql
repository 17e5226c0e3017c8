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
