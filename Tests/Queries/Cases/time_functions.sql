CREATE TABLE out (id bigint, a numeric, b numeric, c timestamptz, d timestamptz, e date, f text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out
SELECT id, extract(hour FROM at), extract(epoch FROM at), date_trunc('day', at, 'Asia/Jakarta'), at + interval '1 month',
       (at AT TIME ZONE 'Europe/Berlin')::date, to_char(at, 'YYYY-MM-DD HH24:MI')
FROM sales;
--- expected: out
SELECT id, extract(hour FROM at), extract(epoch FROM at), date_trunc('day', at, 'Asia/Jakarta'), at + interval '1 month',
       (at AT TIME ZONE 'Europe/Berlin')::date, to_char(at, 'YYYY-MM-DD HH24:MI')
FROM sales
