t || u
t || i
i || t
t || n
t || b
t || z
t || null
'a' || 'b' || t
length(t)
char_length(t)
character_length(u)
octet_length(t)
bit_length(t)
length(by)
octet_length(by)
length(v)
lower(t)
upper(t)
initcap(t)
reverse(t)
ascii(t)
chr(i)
chr(65 + s)
chr(0)
md5(t)
md5(by)
substring(t from 2)
substring(t from 2 for 3)
substring(t, 0, 3)
substring(t, -1, 3)
substring(t, 3)
substring(t, j, 2)
substring(t, 1, j)
substr(t, 2, 2)
substr(t, -5)
substr(t, i)
left(t, 3)
left(t, -2)
left(t, j)
right(t, 3)
right(t, -2)
right(t, j)
trim(t)
ltrim(t)
rtrim(t)
btrim(t)
trim(both 'a' from t)
trim(leading ' x' from t)
trim(trailing 'c' from t)
btrim(t, u)
ltrim(t, 'abc')
rtrim(t, 'abc ')
lpad(t, 8)
lpad(t, 8, '*')
rpad(t, 8, 'xy')
lpad(t, 3)
rpad(t, 0)
lpad(t, -1)
lpad(t, 12, 'é')
lpad(t, 5, '')
position('a' in t)
position(u in t)
strpos(t, u)
strpos(t, '')
replace(t, 'a', 'X')
replace(t, u, '')
replace(t, '', 'X')
replace(t, u, t)
translate(t, 'abc', 'xy')
translate(t, 'éÉ', 'eE')
repeat(t, 2)
repeat(t, 0)
repeat(t, j)
split_part(t, ',', 2)
split_part(t, ',', 3)
split_part(t, ',', -1)
split_part(t, ' ', 2)
split_part(t, 'bc', 2)
split_part(t, '', 1)
split_part(t, ',', 0)
split_part(t, 'aa', -2)
concat(t, u)
concat(t, i, b, n)
concat(t, null, u)
concat_ws('-', t, u, i)
concat_ws(u, t, t)
concat_ws(null, t, u)
starts_with(t, 'a')
starts_with(t, u)
t ^@ 'The'
to_hex(i)
to_hex(l)
overlay(t placing 'XX' from 2)
overlay(t placing 'XX' from 2 for 1)
overlay(t placing u from 1 for 0)
quote_literal(t)
encode(by, 'hex')
encode(by, 'base64')
encode(by, 'escape')
decode('DEADbeef', 'hex')
decode('aGVsbG8=', 'base64')
decode('aGVsbG8', 'base64')
decode('zz', 'hex')
decode(t, 'escape')
encode(by, 'nope')
convert_from(by, 'UTF8')
by || '\x00'
get_byte(by, 0)
-- patterns
t like 'a%'
t like '%a%'
t like '%c'
t like '_'
t like '%'
t like ''
t like 'Hello, W_rld'
t like '%quick%fox'
t like '%b%c%'
t like '%日_語%'
t like '50\%'
t like '%\%'
t like '%\'
t not like 'a%'
t ilike 'HELLO%'
t ilike '%école%'
t not ilike '%A%'
t like u
t like '%' || u || '%'
t like '50!%' escape '!'
t like '%_%' escape ''
t like 'a,_,%c'
t ~ '^[a-z]+$'
t ~ 'a|b'
t ~* 'hello'
t ~* 'ÉCOLE'
t !~ '[0-9]'
t !~* 'A'
t ~ '\d+'
t ~ '^\s'
t ~ '\w+,\s\w+'
t ~ '^.{3}$'
t ~ '^.{7}$'
t ~ '(abc){2}'
t ~ '[[:upper:]]'
t ~ '[[:alpha:]]+'
t ~ '^$'
t ~ '\mquick\M'
t ~ 'o{2}'
t ~ '['
t ~ '(a'
t ~ '.'
t ~ u
regexp_replace(t, '[aeiou]', '*')
regexp_replace(t, '[aeiou]', '*', 'g')
regexp_replace(t, '(\w)(\w)', '\2\1', 'g')
regexp_replace(t, 'A', 'x', 'gi')
regexp_replace(t, '^\s+|\s+$', '', 'g')
regexp_replace(t, 'b', '[\&]', 'g')
regexp_replace(t, 'x*', '-', 'g')
regexp_replace(t, '.', 'z')
regexp_like(t, 'quick')
regexp_like(t, 'HELLO', 'i')
regexp_count(t, '[aeiou]')
regexp_substr(t, '[a-z]+')
substring(t from '[0-9]+')
substring(t from '(\w+),')
substring(t from 'b(.)')
(regexp_match(t, '(a)(b)?'))[1]
(regexp_match(t, '(a)(b)?'))[2]
(regexp_match(t, '[0-9]+'))[1]
(regexp_match(t, '(a)(x)?'))[2]
(regexp_match(t, 'a'))[0]
(regexp_match(t, 'a'))[2]
(regexp_match(t, '(\w+), (\w+)'))[2]
(regexp_match('https://x/?a=1&channel_id=7&b', '(&|^)channel_id=([^&]*)'))[2] || t
-- format
format('%s-%s', t, i)
format('%2$s %1$s', t, i)
format('%10s|%-10s|', t, u)
format('%L', t)
format('%s', b)
format('%%')
format('%s')
format('%x', t)
format(t)
