CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, to_char(price, 'FM999G990D00') AS shown, to_char(qty, 'S0000') AS amount, note SIMILAR TO '%[a-e]{2}%' AS fits,
       kind = ANY (ARRAY['tea', 'coffee', 'food']) AS known, greatest(qty, id, 1, 2, 3, 4, 5, 6) AS most,
       to_jsonb(string_to_array(note, ' ')) AS words, (string_to_array(note, ' '))[1] AS word
FROM sales;
--- expected: out
SELECT id, to_char(price, 'FM999G990D00'), to_char(qty, 'S0000'), note SIMILAR TO '%[a-e]{2}%',
       kind = ANY (ARRAY['tea', 'coffee', 'food']), greatest(qty, id, 1, 2, 3, 4, 5, 6),
       to_jsonb(string_to_array(note, ' ')), (string_to_array(note, ' '))[1]
FROM sales
