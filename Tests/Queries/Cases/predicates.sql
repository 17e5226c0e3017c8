CREATE TABLE out (id bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT id FROM sales
WHERE kind IN ('tea', 'salt') AND qty BETWEEN -5 AND 20 OR shop IS DISTINCT FROM 'berlin' AND paid IS NOT TRUE
   OR NOT (qty > 3 OR paid) OR shop NOT IN ('berlin', 'jakarta') AND ratio >= 200.5;
--- expected: out
SELECT id FROM sales
WHERE kind IN ('tea', 'salt') AND qty BETWEEN -5 AND 20 OR shop IS DISTINCT FROM 'berlin' AND paid IS NOT TRUE
   OR NOT (qty > 3 OR paid) OR shop NOT IN ('berlin', 'jakarta') AND ratio >= 200.5
