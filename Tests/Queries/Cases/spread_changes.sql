CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, stddev(qty) AS a, stddev_pop(price) AS b, variance(price) AS c, var_pop(qty) AS d, var_samp(id) FILTER (WHERE paid) AS e,
       bit_and(qty) AS f, bit_xor(id) AS g, every(paid) AS h, round(stddev(price), 2) AS i, stddev_samp(id) AS j
FROM sales GROUP BY kind HAVING variance(qty) > 0;
--- expected: out
SELECT kind, stddev(qty), stddev_pop(price), variance(price), var_pop(qty), var_samp(id) FILTER (WHERE paid),
       bit_and(qty), bit_xor(id), every(paid), round(stddev(price), 2), stddev_samp(id)
FROM sales GROUP BY kind HAVING variance(qty) > 0
