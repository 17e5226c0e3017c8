i::bigint
i::smallint
l::integer
l::smallint
i::numeric
i::numeric(5,2)
i::numeric(3)
i::real
i::double precision
i::text
i::boolean
i::varchar(3)
l::numeric
l::real
l::double precision
l::text
s::text
s::bigint
n::integer
n::bigint
n::smallint
n::double precision
n::real
n::text
n::numeric(10,2)
n::numeric(4,1)
n::numeric(38,10)
p::text
p::integer
p::numeric(10,1)
p::numeric
d::integer
d::bigint
d::smallint
d::numeric
d::real
d::text
d::numeric(10,2)
e::numeric
e::text
e::integer
r::text
r::integer
r::numeric
r::double precision
r::bigint
b::text
b::integer
b::varchar(2)
t::integer
t::bigint
t::smallint
t::numeric
t::numeric(5,1)
t::double precision
t::real
t::boolean
t::date
t::timestamp
t::uuid
t::jsonb
t::bytea
t::varchar(3)
t::varchar
u::boolean
u::integer
u::double precision
u::numeric
v::text
v::varchar(2)
z::text
z::date
z::timestamp
y::text
w::text
w::timestamptz
w::date
dt::text
dt::timestamp
dt::timestamptz
du::text
iv::text
iw::text
g::text
h::text
g::text::uuid
js::text
jt::text
js::text::jsonb
by::text
by::text::bytea
'12'::integer + i
' 42 '::integer
'0x1'::integer
''::integer
'1e3'::numeric
'1.5e-3'::numeric
' -12.50 '::numeric
'.5'::numeric
'5.'::numeric
'abc'::numeric
'1e400'::double precision
'1e-400'::double precision
'Infinity'::double precision
'nan'::real
'1e40'::real
't'::boolean
'yes'::boolean
'off'::boolean
'o'::boolean
'maybe'::boolean
'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'::uuid
'a0eebc999c0b4ef8bb6d6bb9bd380a11'::uuid
'a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11'::uuid
'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1'::uuid
'\xDEADBEEF'::bytea
'\xDE AD'::bytea
'\xD'::bytea
'abc\\def\001'::bytea
'{"b":1, "a":[1,2,{"x":null}], "aa":true, "b":2}'::jsonb
'[1.0, 1e3, -0, 1.50, 0.1e-2]'::jsonb
'{"a":1'::jsonb
'01'::jsonb
'"\u00e9\ud83d\ude00"'::jsonb
'"\u0000"'::jsonb
'  [ ]  '::jsonb
'2024-01-15'::date
'2024-02-30'::date
'2024-01-15 10:30:00'::timestamp
'2024-01-15T10:30:00.123456789'::timestamp
'2024-01-15 10:30:00+02'::timestamptz
'2024-01-15 10:30:00Z'::timestamptz
'2024-01-15 10:30:00-05:30'::timestamptz
'2024-01-15 25:00:00'::timestamp
'2024-13-15'::date
'not a date'::date
'infinity'::timestamp
'-infinity'::timestamptz
'epoch'::timestamp
'1 day'::interval
'1 year 2 months 3 days 4 hours 5 minutes 6 seconds'::interval
'-1 day +02:03:04'::interval
'P1Y2M3DT4H5M6S'::interval
'1.5 days'::interval
'2 weeks'::interval
'xyz'::interval
'1 month ago'::interval
'1-2'::interval
'-1-2'::text::interval
'1-12'::interval
'1 2:03:04'::interval
'1 2:03'::text::interval
'1-2 3 4:05:06'::text::interval
'-1-2 +3 -4:05:06'::interval
'3 1-2'::interval
'P0001-02-03T04:05:06'::interval
'P20210304T010203'::text::interval
'P1Y0001-02'::text::interval
interval '1-2'
iv::interval(0)
(iv * 0.37)::interval(2)
(- iv * 0.37)::interval(3)
iv::interval(6)
'1.5 s'::interval(0)
'-1.5 s'::interval(0)
'0.125 s'::text::interval(2)
'1 day -00:00:00.45'::text::interval(1)
interval(1) '1.25 s'
interval '1.55' second(1)
(js -> 'a')::text
(js ->> 'price')::numeric
(js -> 'qty')::integer
(js -> 'price')::numeric
(js -> 'price')::integer
(js -> 'a')::boolean
js::boolean
js::numeric
js::integer
js::double precision
1e10::integer
2147483648::integer
2.5::integer
3.5::integer
-2.5::integer
2.5::double precision::integer
3.5::double precision::integer
-2.5::double precision::integer
0.1::real::double precision
123456789::real
1234567.5::real::text
0.00001::double precision
0.0001::double precision
1e15::double precision
123456789012345::double precision
'1e100'::double precision
1e5::real
1e6::real
100000::real
1234567::real
true::integer
0::boolean
12.345::numeric(4,2)
99.995::numeric(4,2)
'abc'::varchar(2)
'é日本'::varchar(2)
i::text || 'x'
