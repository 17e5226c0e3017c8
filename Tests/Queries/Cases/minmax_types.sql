CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, min(shop) AS shop_low, max(shop) AS shop_high, max(note) AS note_high, min(day) AS day_low, max(at) AS at_high,
       min(price) AS price_low, max(ratio) AS ratio_high
FROM sales GROUP BY kind;
--- expected: out
SELECT kind, min(shop COLLATE "C"), max(shop COLLATE "C"), max(note COLLATE "C"), min(day), max(at), min(price), max(ratio)
FROM sales GROUP BY kind
