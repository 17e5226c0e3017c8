-- Every type of column as it came.
CREATE TABLE out (id bigint, shop text, kind text, qty integer, price numeric(12, 2), ratio double precision, paid boolean,
                  at timestamptz, day date, ref uuid, note text, item jsonb) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT * FROM sales;
--- expected: out
SELECT id, shop, kind, qty, price, ratio, paid, at, day, ref, note, item FROM sales
