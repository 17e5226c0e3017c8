/// Messages about aggregates, grouping and functions, each under the job that earns it.
let aggregateErrors: [ErrorCase] = [
    ErrorCase(
        "an aggregate in WHERE",
        """
        SELECT category FROM purchases WHERE sum(price) > 3;

        """,
        """
        error[E0209]: aggregate functions are not allowed in WHERE
          --> job.sql:20:38
           |
        20 | SELECT category FROM purchases WHERE sum(price) > 3;
           |                                      ^^^
           = help: A condition on an aggregate stands in HAVING.

        """),
    ErrorCase(
        "a nested aggregate",
        """
        SELECT sum(sum(price)) FROM purchases;

        """,
        """
        error[E0209]: aggregate function calls cannot be nested
          --> job.sql:20:12
           |
        20 | SELECT sum(sum(price)) FROM purchases;
           |            ^^^

        """),
    ErrorCase(
        "an aggregate in GROUP BY",
        """
        SELECT sum(price) FROM purchases GROUP BY sum(price);

        """,
        """
        error[E0209]: aggregate functions are not allowed in GROUP BY
          --> job.sql:20:43
           |
        20 | SELECT sum(price) FROM purchases GROUP BY sum(price);
           |                                           ^^^

        """),
    ErrorCase(
        "an aggregate by number in GROUP BY",
        """
        SELECT sum(price) FROM purchases GROUP BY 1;

        """,
        """
        error[E0209]: aggregate functions are not allowed in GROUP BY
          --> job.sql:20:43
           |
        20 | SELECT sum(price) FROM purchases GROUP BY 1;
           |                                           ^

        """),
    ErrorCase(
        "an aggregate in FILTER",
        """
        SELECT sum(price) FILTER (WHERE count(*) > 1) FROM purchases;

        """,
        """
        error[E0209]: aggregate functions are not allowed in FILTER
          --> job.sql:20:33
           |
        20 | SELECT sum(price) FILTER (WHERE count(*) > 1) FROM purchases;
           |                                 ^^^^^

        """),
    ErrorCase(
        "a column that is not grouped",
        """
        SELECT category, brand, sum(price) FROM purchases GROUP BY category;

        """,
        """
        error[E0210]: column "purchases.brand" must appear in the GROUP BY clause or be used in an aggregate function
          --> job.sql:20:18
           |
        20 | SELECT category, brand, sum(price) FROM purchases GROUP BY category;
           |                  ^^^^^

        """),
    ErrorCase(
        "a column that is not grouped in HAVING",
        """
        SELECT category FROM purchases GROUP BY category HAVING price > 1;

        """,
        """
        error[E0210]: column "purchases.price" must appear in the GROUP BY clause or be used in an aggregate function
          --> job.sql:20:57
           |
        20 | SELECT category FROM purchases GROUP BY category HAVING price > 1;
           |                                                         ^^^^^

        """),
    ErrorCase(
        "a column beside an aggregate of all rows",
        """
        SELECT category, count(*) FROM purchases;

        """,
        """
        error[E0210]: column "purchases.category" must appear in the GROUP BY clause or be used in an aggregate function
          --> job.sql:20:8
           |
        20 | SELECT category, count(*) FROM purchases;
           |        ^^^^^^^^

        """),
    ErrorCase(
        "a position that is not in the list",
        """
        SELECT category, count(*) FROM purchases GROUP BY 3;

        """,
        """
        error[E0210]: GROUP BY position 3 is not in select list
          --> job.sql:20:51
           |
        20 | SELECT category, count(*) FROM purchases GROUP BY 3;
           |                                                   ^

        """),
    ErrorCase(
        "a constant as a key",
        """
        SELECT count(*) FROM purchases GROUP BY 'x';

        """,
        """
        error[E0210]: non-integer constant in GROUP BY
          --> job.sql:20:41
           |
        20 | SELECT count(*) FROM purchases GROUP BY 'x';
           |                                         ^^^

        """),
    ErrorCase(
        "HAVING that is no condition",
        """
        SELECT category FROM purchases GROUP BY category HAVING count(*);

        """,
        """
        error[E0208]: argument of HAVING must be type boolean, not type bigint
          --> job.sql:20:57
           |
        20 | SELECT category FROM purchases GROUP BY category HAVING count(*);
           |                                                         ^^^^^

        """),
    ErrorCase(
        "an unknown function",
        """
        SELECT lowr(category) FROM purchases;

        """,
        """
        error[E0205]: function lowr(text) does not exist
          --> job.sql:20:8
           |
        20 | SELECT lowr(category) FROM purchases;
           |        ^^^^ did you mean "lower"?

        """),
    ErrorCase(
        "a function for other types",
        """
        SELECT sum(category) FROM purchases;

        """,
        """
        error[E0205]: function sum(text) does not exist
          --> job.sql:20:8
           |
        20 | SELECT sum(category) FROM purchases;
           |        ^^^ it takes numbers: declare the column as one, or cast it: sum(...::numeric)

        """),
    ErrorCase(
        "sum of nothing",
        """
        SELECT sum() FROM purchases;

        """,
        """
        error[E0205]: function sum() does not exist
          --> job.sql:20:8
           |
        20 | SELECT sum() FROM purchases;
           |        ^^^

        """),
    ErrorCase(
        "count without a star",
        """
        SELECT count() FROM purchases;

        """,
        """
        error[E0205]: function count() does not exist
          --> job.sql:20:8
           |
        20 | SELECT count() FROM purchases;
           |        ^^^^^ write count(*)

        """),
    ErrorCase(
        "aggregates and window functions that are mistyped",
        """
        SELECT cuont(*) FROM purchases;
        SELECT smu(price) FILTER (WHERE true) FROM purchases;
        SELECT row_nubmer() OVER (ORDER BY price) FROM purchases;

        """,
        """
        error[E0205]: function cuont does not exist
          --> job.sql:20:8
           |
        20 | SELECT cuont(*) FROM purchases;
           |        ^^^^^ did you mean "count"?

        error[E0205]: function smu does not exist
          --> job.sql:21:8
           |
        21 | SELECT smu(price) FILTER (WHERE true) FROM purchases;
           |        ^^^ did you mean "sum"?

        error[E0205]: function row_nubmer does not exist
          --> job.sql:22:8
           |
        22 | SELECT row_nubmer() OVER (ORDER BY price) FROM purchases;
           |        ^^^^^^^^^^ did you mean "row_number"?

        """),
    ErrorCase(
        "DISTINCT on a plain function",
        """
        SELECT lower(DISTINCT category) FROM purchases;

        """,
        """
        error[E0207]: DISTINCT specified, but lower is not an aggregate function
          --> job.sql:20:8
           |
        20 | SELECT lower(DISTINCT category) FROM purchases;
           |        ^^^^^

        """),
    ErrorCase(
        "FILTER on a plain function",
        """
        SELECT lower(category) FILTER (WHERE true) FROM purchases;

        """,
        """
        error[E0207]: FILTER specified, but lower is not an aggregate function
          --> job.sql:20:8
           |
        20 | SELECT lower(category) FILTER (WHERE true) FROM purchases;
           |        ^^^^^

        """),
    ErrorCase(
        "the minimum of booleans",
        """
        SELECT min(price > 3) FROM purchases;

        """,
        """
        error[E0205]: function min(boolean) does not exist
          --> job.sql:20:8
           |
        20 | SELECT min(price > 3) FROM purchases;
           |        ^^^

        """),
    ErrorCase(
        "an aggregate of a later release",
        """
        SELECT jsonb_agg(category) FROM purchases;

        """,
        """
        error[E0102]: jsonb_agg is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT jsonb_agg(category) FROM purchases;
           |        ^^^^^^^^^

        """),
    ErrorCase(
        "string_agg without its separator",
        """
        SELECT string_agg(category) FROM purchases;

        """,
        """
        error[E0205]: function string_agg(text) does not exist
          --> job.sql:20:8
           |
        20 | SELECT string_agg(category) FROM purchases;
           |        ^^^^^^^^^^ string_agg takes text and a separator

        """),
    ErrorCase(
        "an order outside the values of DISTINCT",
        """
        SELECT string_agg(DISTINCT category, ',' ORDER BY price) FROM purchases;

        """,
        """
        error[E0209]: in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list
          --> job.sql:20:51
           |
        20 | SELECT string_agg(DISTINCT category, ',' ORDER BY price) FROM purchases;
           |                                                   ^^^^^

        """),
    ErrorCase(
        "a percentile beyond one",
        """
        SELECT percentile_cont(1.5) WITHIN GROUP (ORDER BY price) FROM purchases;

        """,
        """
        error[E0107]: percentile value 1.5 is not between 0 and 1
          --> job.sql:20:24
           |
        20 | SELECT percentile_cont(1.5) WITHIN GROUP (ORDER BY price) FROM purchases;
           |                        ^

        """),
    ErrorCase(
        "WITHIN GROUP on a plain aggregate",
        """
        SELECT sum(price) WITHIN GROUP (ORDER BY price) FROM purchases;

        """,
        """
        error[E0209]: sum is not an ordered-set aggregate, so it cannot have WITHIN GROUP
          --> job.sql:20:8
           |
        20 | SELECT sum(price) WITHIN GROUP (ORDER BY price) FROM purchases;
           |        ^^^

        """),
    ErrorCase(
        "the clock",
        """
        SELECT now(), price FROM purchases;

        """,
        """
        error[E0102]: now can't be used in a job: its value changes from run to run; use the event time, or the column \
        _kafka_timestamp
          --> job.sql:20:8
           |
        20 | SELECT now(), price FROM purchases;
           |        ^^^

        """),
    ErrorCase(
        "the clock without parentheses",
        """
        SELECT current_timestamp, price FROM purchases;

        """,
        """
        error[E0102]: the clock can't be used in a job: its value changes from run to run
          --> job.sql:20:8
           |
        20 | SELECT current_timestamp, price FROM purchases;
           |        ^^^^^^^^^^^^^^^^^
           = help: Use the event time, or the column _kafka_timestamp.

        """),
    ErrorCase(
        "chance",
        """
        SELECT random() FROM purchases;

        """,
        """
        error[E0102]: random can't be used in a job: its value changes from run to run, so a replay would give other rows
          --> job.sql:20:8
           |
        20 | SELECT random() FROM purchases;
           |        ^^^^^^

        """),
    ErrorCase(
        "a subquery as a value",
        """
        SELECT (SELECT 1) FROM purchases;

        """,
        """
        error[E0102]: a subquery as a value is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT (SELECT 1) FROM purchases;
           |        ^
           = help: What it gives may be joined: FROM a JOIN (SELECT ...) b ON a.key = b.key.

        """),
    ErrorCase(
        "a row of values",
        """
        SELECT ROW(price, quantity) FROM purchases;

        """,
        """
        error[E0102]: a row of values here is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT ROW(price, quantity) FROM purchases;
           |        ^^^
           = help: Rows are compared by =, <> and IN, with each other.

        """),
]
