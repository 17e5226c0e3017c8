CREATE TABLE t (
    id integer, b boolean, c boolean, s smallint, i integer, j integer, l bigint, m bigint,
    n numeric, k numeric, p numeric(12,2), r real, d double precision, e double precision,
    t text, u text, v varchar(5), z timestamptz, y timestamptz, w timestamp, dt date, du date,
    iv interval, iw interval, g uuid, h uuid, js jsonb, jt jsonb, by bytea);
INSERT INTO t VALUES
(1, true, false, 1, 1, 2, 1, 2, 1, 2, 1.00, 1, 1, 2, 'a', 'b', 'abc', '2024-01-15 10:30:00+00', '2024-02-29 23:59:59.999999+00', '2024-01-15 10:30:00', '2024-01-15', '2024-02-29', '1 day', '02:00:00', '00000000-0000-0000-0000-000000000000', '123e4567-e89b-12d3-a456-426614174000', '{"a": 1, "b": [1,2,3], "c": {"d": "x"}}', '{"a": 1}', '\x00ff'),
(2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
(3, false, true, -1, -1, 0, -1, 0, -1, 0, -1.00, -1, -1, 0, '', 'a', '', '1970-01-01 00:00:00+00', '2000-01-01 00:00:00+00', '1970-01-01 00:00:00', '1970-01-01', '2000-01-01', '00:00:00', '-1 day', '123e4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174000', '[]', '{}', ''),
(4, true, true, 32767, 2147483647, 1, 9223372036854775807, 1, 99999999999999999.99, 0.01, 9999999999.99, 3.4028235e38, 1.7976931348623157e308, 2, 'Hello, World', 'hello', 'Hello', '2024-03-10 06:59:59+00', '2024-03-10 07:00:00+00', '2024-03-10 02:30:00', '2024-03-10', '2024-11-03', '1 year 2 mons 3 days 04:05:06.789', '1 mon', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-0000-0000-000000000001', '"str"', '"str"', '\xdeadbeef'),
(5, false, false, -32768, -2147483648, -1, -9223372036854775808, -1, -99999999999999999.99, -0.01, -9999999999.99, -3.4028235e38, -1.7976931348623157e308, -1, '  padded  ', 'pad', 'x', '2023-12-31 23:59:59.5+00', '2024-01-01 00:00:00+00', '2023-12-31 23:59:59.5', '2023-12-31', '2024-01-01', '-1 year -2 mons +3 days -04:05:06', '00:00:00.000001', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a12', 'null', 'true', '\x5c'),
(6, true, NULL, 7, 42, 5, 1000000007, 3, 3.14159, 2.71828, 3.14, 2.5, 2.5, 0.1, 'The quick brown fox', 'quick', 'quick', '2020-02-29 12:00:00+00', '2021-02-28 12:00:00+00', '2020-02-29 12:00:00', '2020-02-29', '2021-02-28', '30 days', '1 mon', '11111111-2222-3333-4444-555555555555', '11111111-2222-3333-4444-555555555555', '{"a": null, "b": "text", "n": 1.50, "nested": {"k": [1, {"z": true}]}}', '{"b": "text"}', '\x68656c6c6f'),
(7, NULL, false, 0, 0, 0, 0, 0, 0, 0, 0.00, 0, 0, 0, '0', '00', '0', '2000-01-01 00:00:00+00', '2000-01-01 00:00:00+00', '2000-01-01 00:00:00', '2000-01-01', '2000-01-01', '00:00:00', '00:00:00', '00000000-0000-0000-0000-000000000001', NULL, '0', '0', '\x00'),
(8, true, true, 100, 1000000, 1000, 10000000000, 1000, 0.000000001, 1000000000, 0.01, 0.1, 0.1, 0.2, '12', '34', '12', '1999-12-31 23:59:59+00', '2038-01-19 03:14:08+00', '1999-12-31 23:59:59', '1999-12-31', '2038-01-19', '1 week', '12:34:56.789', 'c9bf9e57-1685-4c89-bafb-ff5af830be8a', '00000000-0000-0000-0000-0000000000ff', '[1, "two", null, {"a": [true, false]}, 2.5]', '[1, "two"]', '\x0102030405'),
(9, false, true, -100, -1000000, 7, -10000000000, 7, -3.14159, 3, -0.01, -0.1, -0.1, 3, '-12.5', '1e3', '-12', '0001-01-01 00:00:00+00', '1900-01-01 00:00:00+00', '0001-01-01 00:00:00', '0001-01-01', '1900-01-01', '-00:00:01', '100 years', 'DEADBEEF-dead-beef-dead-beefdeadbeef', 'deadbeef-dead-beef-dead-beefdeadbeef', '{"key with space": "v", "é": "ü", "a": "1", "A": 2}', '{"é": "ü"}', '\xc3a9'),
(10, true, false, 3, 10, 3, 10, 3, 10, 3, 10.00, 10, 10, 3, 'Straße ÉCOLE naïve', 'ß', 'éèê', '2024-06-15 15:45:30.123456+00', '2024-06-15 15:45:30.123457+00', '2024-06-15 15:45:30.123456', '2024-06-15', '2024-06-16', '1.5 hours', '90 minutes', 'abcdefab-cdef-abcd-efab-cdefabcdefab', 'abcdefab-cdef-abcd-efab-cdefabcdefac', '{"price": 19.99, "qty": 3, "tags": ["x", "y"]}', '{"qty": 3}', '\xe4bda0e5a5bd'),
(11, false, NULL, 5, 7, -3, 7, -3, 7.5, -2, 7.50, 7.5, 7.5, -2, 'true', 'yes', 'true', '2024-12-31 00:00:00+00', '2025-01-01 00:00:00+00', '2024-12-31 00:00:00', '2024-12-31', '2025-01-01', '1 mon -1 day', '-1 mon +30 days', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', 'f47ac10b-58cc-4372-a567-0e02b2c3d478', 'false', 'false', '\x3a'),
(12, NULL, true, -7, -7, 2, -7, 2, -7.5, 2, -7.50, -7.5, -7.5, 2, 'a,b,,c', ',', 'a,b', '2024-02-29 00:00:00+00', '2023-03-31 00:00:00+00', '2024-02-29 00:00:00', '2024-02-29', '2023-03-31', '1 mon', '1 day', '6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b811-9dad-11d1-80b4-00c04fd430c8', '[[1,2],[3,4]]', '[[1,2]]', '\x2c'),
(13, true, true, 2, 65536, 65536, 4294967296, 4294967296, 12345678901234567890, 98765432109876543210, 12345.67, 16777217, 9007199254740993, 1e-300, 'abcabcabc', 'bc', 'bcbc', '2024-10-27 00:30:00+00', '2024-10-27 01:30:00+00', '2024-10-27 02:30:00', '2024-10-27', '2024-03-31', '23:59:59.999999', '24:00:00', '7d444840-9dc0-11d1-b245-5ffdce74fad2', '7d444840-9dc0-11d1-b245-5ffdce74fad2', '{"a": {"b": {"c": 42}}}', '{"a": {"b": {"c": 42}}}', '\x0a0d09'),
(14, false, false, 12, 123456789, 10, 123456789012345678, 10, 0.5, 0.3, 0.50, 0.3, 0.3, 0.7, '50%', '5_%', '50%', '1969-07-20 20:17:40+00', '2024-07-20 20:17:40+00', '1969-07-20 20:17:40', '1969-07-20', '2024-07-20', '55 years', '1 day 01:01:01', '00112233-4455-6677-8899-aabbccddeeff', '00112233-4455-6677-8899-aabbccddeeff', '1.0', '1.00', '\x255f'),
(15, true, false, -12, -123456789, -10, -123456789012345678, -10, 1.5, -1.5, 1.50, 1.5, 1.5, -1.5, 'x''y"z\w', '"', 'x''y', '2024-05-01 12:34:56.7+00', '2024-05-01 12:34:56.7+00', '2024-05-01 12:34:56.7', '2024-05-01', '2024-05-01', '2 years', '24 mons', '00112233-4455-6677-8899-aabbccddee00', NULL, '{"a": "q\"uote\\slash\nnl\u00e9"}', '{"a": 1, "a": 2}', '\x27'),
(16, NULL, NULL, 9, 9, 4, 9, 4, 2.5, 3.5, 2.50, 3.5, 3.5, 4.5, '2024-01-15', '10:30', '2024', '2100-01-01 00:00:00+00', '2024-01-15 10:30:00+00', '2100-01-01 00:00:00', '2100-01-01', '2024-01-15', '100 days', '3 mons', NULL, '00112233-4455-6677-8899-aabbccddee00', '""', '[null]', NULL),
(17, true, NULL, 11, 11, 11, 11, 11, 12345.678901234567890123456789, 0.00000000000000000001, 0.99, 1e-10, 1e-10, 1e10, 'tab	here', '	', 'é', '2024-08-08 08:08:08.080808+00', '2004-08-08 08:08:08+00', '2024-08-08 08:08:08.080808', '2024-08-08', '2004-08-08', '1 day 00:00:00.5', '-00:00:00.5', '99999999-9999-9999-9999-999999999999', '88888888-8888-8888-8888-888888888888', '{}', '[]', '\x7f80'),
(18, false, true, 1, -5, 3, -5, 3, -5, 3, -5.00, 123456.789, 123456789.125, -0.0, '日本語テキスト', '本', '日本', '2016-12-31 23:59:59+00', '2017-01-01 00:00:00+00', '2016-12-31 23:59:59', '2016-12-31', '2017-01-01', '1 sec', '60 sec', '12345678-1234-1234-1234-123456789012', '12345678-1234-1234-1234-123456789012', '{"big": 123456789012345678901234567890, "exp": 1e5, "neg": -0.0}', '{"big": 1}', '\x00010203'),
(19, true, false, 4, 1, -1, 1, -1, 100, 7, 100.00, 'NaN', 'NaN', 1, 'NULL', 'null', 'null', '2024-01-31 00:00:00+00', '2024-03-31 00:00:00+00', '2024-01-31 00:00:00', '2024-01-31', '2024-03-31', '1 mon', '2 mons', 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb', '[1,1,2]', '[1]', '\xff'),
(20, false, true, 6, 2, 31, 2, 62, 1000, 0.001, 1000.00, 'Infinity', 'Infinity', -1, 'foo.bar+baz', '.', 'a.b', '2024-04-30 12:00:00+00', '2024-05-31 12:00:00+00', '2024-04-30 12:00:00', '2024-04-30', '2024-05-31', '-1 mon', '1 day -24:00:00', 'cccccccc-cccc-cccc-cccc-cccccccccccc', 'cccccccc-cccc-cccc-cccc-cccccccccccd', '{"a":[{"b":1},{"b":2}]}', '{"a":[{"b":2}]}', '\x2e'),
(21, true, true, 8, 3, 32, 3, 64, 1e20, 1e10, 1.23, '-Infinity', '-Infinity', 0.5, 'AAA bbb CCC', 'bbb', 'CCC', '2020-12-31 23:59:59.999+00', '2021-01-03 00:00:00+00', '2020-12-31 23:59:59.999', '2020-12-31', '2021-01-03', '7 days', '168:00:00', 'dddddddd-dddd-dddd-dddd-dddddddddddd', 'eeeeeeee-eeee-eeee-eeee-eeeeeeeeeeee', '"2024"', '"a"', '\x414141'),
(22, false, false, -3, 46341, 46341, 3037000500, 3037000500, 0.1, 0.2, 0.10, 1e38, 1e300, 1e300, 'line1
line2', 'line', 'l', '2024-07-04 00:00:00+00', '1776-07-04 00:00:00+00', '2024-07-04 00:00:00', '2024-07-04', '1776-07-04', '248 years', '-248 years', 'feedface-cafe-beef-feed-facecafebeef', 'feedface-cafe-beef-feed-facecafebeee', '{"x": [], "y": {}}', '{"y": {}}', '\x0102');
-- TimescaleDB's function in terms of PostgreSQL's: months are counted from January 2000, all else from a Monday.
CREATE FUNCTION time_bucket(size interval, at timestamp, origin timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN m = 0 THEN date_bin(size, at, coalesce(origin, '2000-01-03'))
       ELSE first + make_interval(months => (m * floor(
                (12 * (extract(year FROM at) - extract(year FROM first))
                 + extract(month FROM at) - extract(month FROM first)) / m))::integer) END
FROM (SELECT (12 * extract(year FROM size) + extract(month FROM size))::integer AS m,
             date_trunc('month', coalesce(origin, '2000-01-01')) AS first) x
WHERE at IS NOT NULL AND size IS NOT NULL
$$;
CREATE FUNCTION time_bucket(size interval, at timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$ SELECT time_bucket(size, at, NULL::timestamp) $$;
CREATE FUNCTION time_bucket(size interval, at timestamptz) RETURNS timestamptz
LANGUAGE sql AS $$ SELECT time_bucket(size, at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' $$;
CREATE FUNCTION time_bucket(size interval, at timestamptz, origin timestamptz) RETURNS timestamptz
LANGUAGE sql AS $$ SELECT time_bucket(size, at AT TIME ZONE 'UTC', origin AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' $$;
CREATE FUNCTION time_bucket(size interval, at timestamptz, zone text) RETURNS timestamptz
LANGUAGE sql AS $$ SELECT time_bucket(size, at AT TIME ZONE zone) AT TIME ZONE zone $$;
CREATE FUNCTION time_bucket(size interval, at date) RETURNS date
LANGUAGE sql AS $$ SELECT time_bucket(size, at::timestamp)::date $$;
CREATE FUNCTION time_bucket(size interval, at date, origin date) RETURNS date
LANGUAGE sql AS $$ SELECT time_bucket(size, at::timestamp, origin::timestamp)::date $$;
