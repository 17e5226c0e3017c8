-- Keys of different types that compare: as rows come, and in windows.
CREATE TABLE rows_date_timestamp (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_date_timestamp SELECT a.id, b.id FROM sales a JOIN sales b ON a.day = b.day::timestamp AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_date_timestamp (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_date_timestamp SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.day::timestamp = a.day;
CREATE TABLE rows_date_timestamptz (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_date_timestamptz SELECT a.id, b.id FROM sales a JOIN sales b ON a.day = b.day::timestamp::timestamptz AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_date_timestamptz (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_date_timestamptz SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.day::timestamp::timestamptz = a.day;
CREATE TABLE rows_int_numeric (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_int_numeric SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty = b.qty::numeric(6, 2) AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_int_numeric (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_int_numeric SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.qty::numeric(6, 2) = a.qty;
CREATE TABLE rows_text_varchar (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_text_varchar SELECT a.id, b.id FROM sales a JOIN sales b ON a.kind = b.kind::varchar(5) AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_text_varchar (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_text_varchar SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.kind::varchar(5) = a.kind;
CREATE TABLE rows_int_bigint (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_int_bigint SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty = b.qty::bigint AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_int_bigint (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_int_bigint SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.qty::bigint = a.qty;
CREATE TABLE rows_double_numeric (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_double_numeric SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty::double precision = b.qty::numeric AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_double_numeric (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_double_numeric SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.qty::numeric = a.qty::double precision;
CREATE TABLE rows_real_double (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_real_double SELECT a.id, b.id FROM sales a JOIN sales b ON a.ratio::real = b.ratio AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_real_double (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_real_double SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.ratio = a.ratio::real;
CREATE TABLE rows_small_double (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO rows_small_double SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty::smallint = b.ratio AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours';
CREATE TABLE windows_small_double (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO windows_small_double SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '6 hours')) a LEFT JOIN (SELECT * FROM tumble(sales, at, interval '6 hours')) b
ON a.window_start = b.window_start AND b.ratio = a.qty::smallint;
--- expected: rows_date_timestamp
SELECT a.id, b.id FROM sales a JOIN sales b ON a.day = b.day::timestamp AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_date_timestamp
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.day::timestamp = a.day WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_date_timestamptz
SELECT a.id, b.id FROM sales a JOIN sales b ON a.day = b.day::timestamp::timestamptz AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_date_timestamptz
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.day::timestamp::timestamptz = a.day WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_int_numeric
SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty = b.qty::numeric(6, 2) AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_int_numeric
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.qty::numeric(6, 2) = a.qty WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_text_varchar
SELECT a.id, b.id FROM sales a JOIN sales b ON a.kind = b.kind::varchar(5) AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_text_varchar
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.kind::varchar(5) = a.kind WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_int_bigint
SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty = b.qty::bigint AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_int_bigint
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.qty::bigint = a.qty WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_double_numeric
SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty::double precision = b.qty::numeric AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_double_numeric
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.qty::numeric = a.qty::double precision WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_real_double
SELECT a.id, b.id FROM sales a JOIN sales b ON a.ratio::real = b.ratio AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_real_double
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.ratio = a.ratio::real WHERE a.s + interval '6 hours' <= mark()
--- expected: rows_small_double
SELECT a.id, b.id FROM sales a JOIN sales b ON a.qty::smallint = b.ratio AND b.at BETWEEN a.at - interval '3 hours' AND a.at + interval '6 hours'
--- expected: windows_small_double
SELECT a.id, b.id FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) a LEFT JOIN (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) b ON a.s = b.s AND b.ratio = a.qty::smallint WHERE a.s + interval '6 hours' <= mark()
