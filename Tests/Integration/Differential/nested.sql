round((p * 1.175)::numeric, 2)
(n / nullif(k, 0))::numeric(20,6)
round(100.0 * i / nullif(j, 0), 2)
i::numeric / 7 * 7
(i::double precision / 3)::numeric(20,10)
round(n::double precision)::bigint
case when j = 0 then 'none' when i / j > 100 then 'many' when i % j = 0 then 'even' else 'some' end
case when t is null then 'null' when t = '' then 'empty' when length(t) > 10 then left(t, 10) || '...' else t end
coalesce(nullif(trim(t), ''), 'blank')
coalesce(case when i > 0 then t end, u, 'z')
upper(substring(t, 1, 1)) || lower(substring(t, 2))
split_part(t, ' ', 1) || '/' || split_part(t, ' ', 2)
replace(replace(t, 'a', 'b'), 'b', 'c')
length(repeat(t, 3)) = 3 * length(t)
reverse(reverse(t)) = t
lower(upper(t)) = lower(t)
(t || u) like ('%' || u)
position(u in t) > 0 = (t like '%' || u || '%')
i > 0 and (j > 0 or l > 0) and not (b is true and c is true)
(i > 0) = (j > 0)
(i > 0) is distinct from (j > 0)
b = c or b <> c
i in (j, j + 1, j - 1)
i between least(j, 0) and greatest(j, 0)
coalesce(i / nullif(j, 0), -1) * coalesce(s, 1)
case when i > 1000 then i * i else i end
case when l > 0 then l + 1 else l - 1 end
abs(i - j) > abs(i + j)
sign(n) * abs(n) = n
trunc(n) + (n - trunc(n)) = n
floor(d) <= d
round(n, 1) = trunc(n, 1)
mod(abs(i), 7) + 7 * div(abs(i)::numeric, 7) = abs(i)
date_trunc('month', z) + interval '1 month' - interval '1 day'
(date_trunc('month', w) + interval '1 month - 1 day')::date
extract(year from age(w, '2000-01-01')) * 12 + extract(month from age(w, '2000-01-01'))
(z at time zone 'Asia/Jakarta')::date
date_trunc('day', z at time zone 'America/New_York') at time zone 'America/New_York'
to_char(date_trunc('week', z), 'IYYY-IW')
extract(epoch from z - y) / 3600
extract(epoch from iv)::bigint
(dt - du) * interval '1 day' = (dt::timestamp - du::timestamp)
case when z > y then z - y else y - z end
coalesce(js ->> 'a', js -> 'b' ->> 0, 'none')
(js ->> 'n')::numeric * 2 + coalesce((js -> 'nested' -> 'k' ->> 0)::integer, 0)
case jsonb_typeof(js) when 'array' then jsonb_array_length(js) when 'object' then -1 end
case when js ? 'price' then (js ->> 'price')::numeric(10,1) end
length(js::text)
upper(js ->> 'b')
(js -> 'tags' ->> -1) || '!'
encode(decode(encode(by, 'hex'), 'hex'), 'base64')
md5(t || i::text || coalesce(n::text, ''))
t::bytea = convert_to(t, 'UTF8')
concat_ws('|', i, j, nullif(t, ''), b)
num_nulls(i, t) + num_nonnulls(b, z)
greatest(length(t), length(u), 0)
least(z, y) + (greatest(z, y) - least(z, y)) = greatest(z, y)
regexp_replace(lower(t), '[^a-z0-9]+', '-', 'g')
(regexp_replace(t, '\D', '', 'g') || '0')::numeric
case when t ~ '^-?\d+(\.\d+)?$' then t::numeric else null end
case when t ~ '^\d+$' and t::integer > 10 then 'big' else 'other' end
(i::text || '.' || abs(j)::text)::numeric
power(2.0, least(greatest(i, 0), 20))
sqrt(power(i::double precision, 2) + power(j::double precision, 2))
ln(exp(1.0)) = 1
e is null or d > e or d <= e
