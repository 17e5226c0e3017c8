-- Tables that golden queries join with; made in each sink's database before the job starts.
CREATE SCHEMA dims;
CREATE TABLE dims.shops (name text PRIMARY KEY, number integer, rate numeric(6, 3), opened date, seen timestamptz);
INSERT INTO dims.shops VALUES
    ('berlin', 1, 1.250, '1999-12-31', '2025-03-29T01:30:00Z'), ('jakarta', NULL, 0.5, NULL, NULL),
    ('zürich', 3, -2, '2024-02-29', '2000-01-01T00:00:00Z'), ('nowhere', 4, 0, '2020-01-01', NULL);
CREATE TABLE dims.parts (kind text, part integer, "Label" text, info jsonb, weight double precision, live boolean,
    PRIMARY KEY (kind, part));
INSERT INTO dims.parts
SELECT kind, part, kind || ' ' || part, jsonb_build_object('n', part), part / 8.0, part % 2 = 0
FROM unnest(ARRAY['tea', 'coffee', 'Tea']) AS k(kind), generate_series(0, 5) AS p(part);
