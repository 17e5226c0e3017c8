i = j
i <> j
i < j
i <= j
i > j
i >= j
i = 1
s = i
i < l
l >= i
n = k
n < k
n >= k
n = i
n > d
p = n
d = e
d < e
d <= e
d > e
d = 'NaN'
d <> d
d > 'Infinity'
r = d
r < 1.5
t = u
t < u
t <= u
t > u
t >= u
t <> u
t = 'a'
t < 'b'
v = 'abc'
v = t
b = c
b < c
b and c
b or c
not b
b and i > 0
i > 0 and j > 0 and l > 0
i > 0 or j > 0
b is true
b is not true
b is false
b is not false
b is unknown
b is not unknown
i is null
i is not null
i is distinct from j
i is not distinct from j
t is distinct from u
n is not distinct from k
z < y
z = y
z >= y
dt = du
dt < du
dt < z
w < z
dt <= w
w >= dt
iv < iw
iv = iw
iv >= iw
g = h
g < h
g >= h
by = '\x00ff'
by < '\x80'
js = jt
js <> jt
js = '{"a": 1}'
i in (1, 2, 3)
i not in (1, 2, 3)
i in (1, null)
t in ('a', 'b', '0')
n in (1, 2.5, 10)
i between 0 and 10
i not between 0 and 10
i between symmetric 10 and 0
t between 'a' and 'm'
n between -1 and 3.14159
z between '2000-01-01' and '2024-01-31'
case when i > 0 then 'pos' when i < 0 then 'neg' else 'zero' end
case when j <> 0 then i / j end
case when j <> 0 then i / j else 0 end
case when j = 0 then null else i / j end
case i when 1 then 'one' when 0 then 'zero' end
case when b then 1 when c then 2.5 end
case when b then i else n end
case when b then t else u end
case when t ~ '^[0-9]+$' then t::integer else -1 end
case when i > 0 then l * m else 0 end
j <> 0 and i / j > 0
j = 0 or i / j > 0
i / j > 0 and j <> 0
b and i / 0 > 1
coalesce(i, 0)
coalesce(i, j, 7)
coalesce(t, u, 'none')
coalesce(n, 1.5)
coalesce(b, c, false)
coalesce(i, 1 / j)
coalesce(i, n)
coalesce(null, i)
nullif(i, j)
nullif(i, 0)
i / nullif(j, 0)
nullif(t, '')
nullif(n, 0)
nullif(i, n)
num_nulls(i, t, b)
num_nonnulls(i, t, b)
not (i > 0)
not (b and c)
(b or c) and not (b and c)
i = 1 or t = 'a' or n > 2
true and null
false and null
b and null
b or null
null or b
i = null
