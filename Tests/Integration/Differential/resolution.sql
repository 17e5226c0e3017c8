-- literals take their type from their surroundings
i = '5'
'5' + i
i + '5'
i + 'x'
n > '1.5'
d < '2.5'
s * '2'
l = '9223372036854775807'
b = 't'
b = 'maybe'
z > '2024-01-01'
'2024-01-01' < dt
dt = '2024-01-15'
dt = 'garbage'
w >= '2024-01-15 10:30'
iv > '1 day'
iv = '24:00:00'
g = '123e4567-e89b-12d3-a456-426614174000'
by = '\x5c'
js = '{"a":1}'
t = 5
t > 1
t + 1
i || j
t || 1.50
1 || t
t || dt
t || iv
t || g
t || js
t || by
by || by
by || t
b || t
b || b
coalesce(dt, '2024-01-01')
coalesce(n, '1.25')
coalesce(i, 'x')
coalesce(t, 5)
coalesce(dt, z)
coalesce(dt, w)
case when b then '2024-01-01' else dt end
case when b then 1 else 'x' end
case when b then i else t end
case when i then 1 end
case when b then null end
case t when 1 then 'x' end
greatest(dt, z)
greatest(i, 'x')
greatest(t, 1)
greatest(i, n, d)
least(dt, '2000-01-01')
nullif(t, i::text)
nullif(i, '1')
nullif(i, t)
nullif(null, i)
i in ('1', '2')
t in (1, 2)
n in (1, 2.50, '3')
dt in ('2024-01-15', '2020-02-29')
i between '1' and '10'
not i
i and b
b and 'true'
i is true
-t
-b
+t
abs(t)
abs('-5')
abs('-5.5')
round(i)
round(l)
round(r)
round(i / 3.0, 2)
round(d, 2)
round(i, 2)
round(n, l)
trunc(r)
ceil(i)
floor('2.7')
sign(i)
sign(r)
sqrt(i)
sqrt(l)
power(i, 2)
power(i, 2.0)
power(r, 2)
exp(i % 10)
ln(i)
log(i)
log(2, 8)
mod(i, 3.0)
mod(s, i)
mod(d, 2)
i % n
d % 2
i & l
i & n
i << l
l << i
i ^ 2
i / n
i / d
s / l
r / n
r * i
r + n
r = n
d = n
i = d
i = n
l = d
s = r
length(i)
length(i::text)
lower(i)
upper(t || i)
substring(i, 1)
substring(t, '2')
substr(t, 1.5)
left(t, '2')
left(t, n)
repeat(t, s)
repeat(t, l)
lpad(t, s)
lpad(i, 5)
strpos(t, i)
replace(t, 'a', 1)
concat(i, d, dt, iv, js)
concat(b)
concat()
concat_ws(',', i, b, z)
concat_ws(i, t, u)
chr(l)
to_hex(s)
to_hex(n)
md5(i)
t like 1
i like '1%'
t like u || '%'
t ~ i
date_trunc('day', t)
date_trunc('day', '2024-01-15 10:30:00')
date_trunc(t, z)
date_trunc('day', i)
extract(year from t)
extract(day from i)
extract(epoch from dt - du)
extract(day from dt - du)
extract(day from z - y)
age(dt, '2000-01-01')
age(z, w)
dt - z
dt - w
dt + dt
dt + '1 day'
dt + n
dt + l
dt + s
dt - '2000-01-01'
z + '1 day'
z - '1 day'
z + 1
z - i
z + z
w - '2000-01-01 00:00:00'
iv + 1
iv * i
iv * n
iv * r
i * iv
iv / i
iv / iv
iv * iv
-dt
dt * 2
z = dt
z = w
dt = w
z = iv
g > 'a'
g = t
js = t
js ->> i
js ->> s
js -> l
js ->> t
js -> 'a' = '1'
js ->> 'a' = 1
js + 1
jsonb_array_length(t)
by = t
dt at time zone 'UTC'
t at time zone 'UTC'
make_date(i, 1, 1)
make_date(2024.0, 1, 1)
make_date('2024', '1', '1')
num_nulls()
num_nulls(i, 'x')
nosuch(i)
i @@@ j
i::date
i::uuid
i::jsonb
i::timestamp
dt::integer
z::integer
iv::integer
b::bigint
b::smallint
b::numeric
n::boolean
l::boolean
d::boolean
g::bytea
by::integer
js::text::integer
t::varchar(2)::integer
iv::text::interval
z::text::timestamptz
w::text::timestamp
dt::text::date
d::text::double precision
r::text::real
n::text::numeric
