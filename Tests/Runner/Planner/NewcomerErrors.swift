/// What people write who know PostgreSQL or another stream processor, and what they are told.
let newcomerErrors: [ErrorCase] = [
    ErrorCase(
        "a name of the select list in HAVING and in WHERE",
        """
        SELECT category, count(*) AS n FROM purchases GROUP BY category HAVING n > 1;
        SELECT price * 2 AS twice FROM purchases WHERE twice > 10;

        """,
        """
        error[E0203]: column "n" does not exist in purchases
          --> job.sql:20:72
           |
        20 | SELECT category, count(*) AS n FROM purchases GROUP BY category HAVING n > 1;
           |                                                                        ^
           = help: "n" is a name in the select list, which HAVING does not see: write its expression here, or put the query into FROM (SELECT ...) t.

        error[E0203]: column "twice" does not exist in purchases
          --> job.sql:21:48
           |
        21 | SELECT price * 2 AS twice FROM purchases WHERE twice > 10;
           |                                                ^^^^^
           = help: "twice" is a name in the select list, which WHERE does not see: write its expression here, or put the query into FROM (SELECT ...) t.

        """),
    ErrorCase(
        "what PostgreSQL has and a job does not",
        """
        SELECT jsonb_path_query_first(to_jsonb(category), '$.a') FROM purchases;
        SELECT to_number(category, '9,999.9') FROM purchases;
        SELECT k FROM purchases, jsonb_object_keys(to_jsonb(category)) AS k;
        SELECT price FROM purchases WHERE category IN (SELECT category FROM purchases);
        SELECT p.price FROM purchases p JOIN (VALUES ('a', 1)) AS v(c, n) ON p.category = v.c;
        SELECT x.d FROM purchases p, LATERAL (SELECT p.price * 2 AS d) x;

        """,
        """
        error[E0102]: function jsonb_path_query_first is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT jsonb_path_query_first(to_jsonb(category), '$.a') FROM purchases;
           |        ^^^^^^^^^^^^^^^^^^^^^^
           = help: A path without conditions is written with #> or #>>: j #>> '{a,b}'.

        error[E0102]: function to_number is not supported yet
          --> job.sql:21:8
           |
        21 | SELECT to_number(category, '9,999.9') FROM purchases;
           |        ^^^^^^^^^
           = help: Take the other characters out and cast: replace(x, ',', '')::numeric.

        error[E0102]: jsonb_object_keys in FROM is not supported yet
          --> job.sql:22:26
           |
        22 | SELECT k FROM purchases, jsonb_object_keys(to_jsonb(category)) AS k;
           |                          ^^^^^^^^^^^^^^^^^

        error[E0102]: a condition with a subquery is not supported yet
          --> job.sql:23:44
           |
        23 | SELECT price FROM purchases WHERE category IN (SELECT category FROM purchases);
           |                                            ^^
           = help: A table that seldom changes is a lookup table, which is joined; of two streams each pair of rows is: FROM a JOIN b ON a.key = b.key.

        error[E0102]: VALUES as rows is not supported yet
          --> job.sql:24:39
           |
        24 | SELECT p.price FROM purchases p JOIN (VALUES ('a', 1)) AS v(c, n) ON p.category = v.c;
           |                                       ^^^^^^
           = help: A short list is a CASE; a longer one a file with a PRIMARY KEY, which is joined as a lookup table.

        error[E0102]: LATERAL with a subquery is not supported yet
          --> job.sql:25:39
           |
        25 | SELECT x.d FROM purchases p, LATERAL (SELECT p.price * 2 AS d) x;
           |                                       ^^^^^^
           = help: Compute its columns in a subquery of their own: FROM (SELECT *, a * b AS c FROM t) t.

        """),
    ErrorCase(
        "what other systems have under another name",
        """
        SELECT IFNULL(category, 'x') FROM purchases;
        SELECT DATEADD(day, 1, ordered) FROM purchases;
        SELECT price FROM purchases WHERE category = "Toys";
        SELECT ordered + 1 FROM purchases;
        SELECT p.price FROM purchases p FULL JOIN totals t ON p.category = t.category;
        SELECT p.price FROM purchases p CROSS JOIN purchases q;
        SELECT ARRAY[price] && ARRAY['a'] FROM purchases;

        """,
        """
        error[E0205]: function ifnull does not exist
          --> job.sql:20:8
           |
        20 | SELECT IFNULL(category, 'x') FROM purchases;
           |        ^^^^^^
           = help: Write coalesce(a, b).

        error[E0205]: function dateadd does not exist
          --> job.sql:21:8
           |
        21 | SELECT DATEADD(day, 1, ordered) FROM purchases;
           |        ^^^^^^^
           = help: Write ts + interval '1 day'.

        error[E0203]: column "Toys" does not exist in purchases
          --> job.sql:22:46
           |
        22 | SELECT price FROM purchases WHERE category = "Toys";
           |                                              ^^^^^^
           = help: Double quotes are for names; a text stands in single quotes: 'Toys'.

        error[E0208]: operator does not exist: timestamptz + integer
          --> job.sql:23:16
           |
        23 | SELECT ordered + 1 FROM purchases;
           |                ^ an interval is added: + interval '1 day'

        error[E0102]: FULL JOIN of a lookup table is not supported yet
          --> job.sql:24:38
           |
        24 | SELECT p.price FROM purchases p FULL JOIN totals t ON p.category = t.category;
           |                                      ^^^^
           = help: A stream never ends, so no row of totals is ever known to have no partner.

        error[E0102]: CROSS JOIN is not supported yet
          --> job.sql:25:39
           |
        25 | SELECT p.price FROM purchases p CROSS JOIN purchases q;
           |                                       ^^^^
           = help: Write JOIN ... ON a.key = b.key: a side is looked through by its key.

        error[E0208]: operator does not exist: integer[] && text[]
          --> job.sql:26:21
           |
        26 | SELECT ARRAY[price] && ARRAY['a'] FROM purchases;
           |                     ^^ a value is looked for by 'x' = ANY (array)

        """),
    ErrorCase(
        "operators and clauses that are not there",
        """
        SELECT to_jsonb(category) #- '{a,b}' FROM purchases;
        SELECT price FROM purchases ORDER BY price OFFSET 3;
        SELECT price FROM purchases EXCEPT SELECT quantity FROM purchases;

        """,
        """
        error[E0102]: operator #- is not supported yet
          --> job.sql:20:27
           |
        20 | SELECT to_jsonb(category) #- '{a,b}' FROM purchases;
           |                           ^^

        error[E0102]: OFFSET is not supported yet
          --> job.sql:21:51
           |
        21 | SELECT price FROM purchases ORDER BY price OFFSET 3;
           |                                                   ^
           = help: A stream has no first rows: what is to be left out is a condition in WHERE.

        error[E0102]: EXCEPT is not supported yet
          --> job.sql:22:29
           |
        22 | SELECT price FROM purchases EXCEPT SELECT quantity FROM purchases;
           |                             ^^^^^^
           = help: Write the condition in WHERE; or of windows a LEFT JOIN, and WHERE the other's key IS NULL.

        """),
]
