/// Messages about names of tables, columns and fields, each under the job that earns it.
let nameErrors: [ErrorCase] = [
    ErrorCase(
        "columns with the names of system columns",
        """
        CREATE TABLE a (id int, _kafka_key text, _kafka_offset bigint, _kafka_other text) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');
        CREATE TABLE b (id int, _kafka_timestamp text) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'csv');
        CREATE TABLE c (id int, _kafka_key text) WITH (connector = 'file', path = 'c.json', format = 'json');
        SELECT id FROM a;
        SELECT id FROM b;
        SELECT id, _kafka_key FROM c;

        """,
        """
        error[E0202]: column name "_kafka_key" conflicts with a system column name
          --> job.sql:20:25
           |
        20 | CREATE TABLE a (id int, _kafka_key text, _kafka_offset bigint, _kafka_other text) WITH (
           |                         ^^^^^^^^^^
           = help: Leave it out of the declaration: queries read _kafka_key of every record by its name.

        error[E0202]: column name "_kafka_offset" conflicts with a system column name
          --> job.sql:20:42
           |
        20 | CREATE TABLE a (id int, _kafka_key text, _kafka_offset bigint, _kafka_other text) WITH (
           |                                          ^^^^^^^^^^^^^
           = help: Leave it out of the declaration: queries read _kafka_offset of every record by its name.

        error[E0202]: column name "_kafka_timestamp" conflicts with a system column name
          --> job.sql:22:25
           |
        22 | CREATE TABLE b (id int, _kafka_timestamp text) WITH (
           |                         ^^^^^^^^^^^^^^^^
           = help: Give the field another name: queries read _kafka_timestamp of every record by its name.

        """),
    ErrorCase(
        "a table that a failed query names, and one that nothing does",
        """
        CREATE TABLE l (k text) WITH (connector = 'file', path = 'l.csv', format = 'csv');
        CREATE TABLE "Other" (k text) WITH (connector = 'file', path = 'l.csv', format = 'csv');
        CREATE TABLE m (k text) WITH (connector = 'file', path = 'l.csv', format = 'csv');
        SELECT price FROM purchases WHERE category IN (SELECT k FROM l);
        SELECT price, nothing FROM purchases, "Other";

        """,
        """
        warning[W0105]: nothing reads or writes m
          --> job.sql:22:14
           |
        22 | CREATE TABLE m (k text) WITH (connector = 'file', path = 'l.csv', format = 'csv');
           |              ^

        error[E0102]: a condition with a subquery is not supported yet
          --> job.sql:23:44
           |
        23 | SELECT price FROM purchases WHERE category IN (SELECT k FROM l);
           |                                            ^^
           = help: A table that seldom changes is a lookup table, which is joined; of two streams each pair of rows is: FROM a JOIN b ON a.key = b.key.

        error[E0102]: a join without an equality of both sides is not supported yet
          --> job.sql:24:39
           |
        24 | SELECT price, nothing FROM purchases, "Other";
           |                                       ^^^^^^^
           = help: Rows are kept by what is equal: ON a.id = b.a_id, and whatever else with AND.

        """),
    ErrorCase(
        "an unknown column gets a suggestion",
        """
        SELECT pirce FROM purchases;

        """,
        """
        error[E0203]: column "pirce" does not exist in purchases
          --> job.sql:20:8
           |
        20 | SELECT pirce FROM purchases;
           |        ^^^^^ did you mean "price"?

        """),
    ErrorCase(
        "a column of an unknown alias",
        """
        SELECT q.price FROM purchases p;

        """,
        """
        error[E0201]: missing FROM-clause entry for table "q"
          --> job.sql:20:8
           |
        20 | SELECT q.price FROM purchases p;
           |        ^ did you mean "p"?

        """),
    ErrorCase(
        "a column that a table does not have",
        """
        SELECT p.pirce FROM purchases p;

        """,
        """
        error[E0203]: column "pirce" does not exist in p
          --> job.sql:20:10
           |
        20 | SELECT p.pirce FROM purchases p;
           |          ^^^^^ did you mean "price"?

        """),
    ErrorCase(
        "the table's name is hidden by its alias",
        """
        SELECT purchases.price FROM purchases p;

        """,
        """
        error[E0201]: missing FROM-clause entry for table "purchases"
          --> job.sql:20:8
           |
        20 | SELECT purchases.price FROM purchases p;
           |        ^^^^^^^^^

        """),
    ErrorCase(
        "an unknown table gets a suggestion",
        """
        SELECT * FROM purchase;

        """,
        """
        error[E0201]: relation "purchase" does not exist
          --> job.sql:20:15
           |
        20 | SELECT * FROM purchase;
           |               ^^^^^^^^ did you mean "purchases"?

        """),
    ErrorCase(
        "a schema that does not exist",
        """
        SELECT * FROM warehouse.purchases;

        """,
        """
        error[E0201]: schema "warehouse" does not exist
          --> job.sql:20:15
           |
        20 | SELECT * FROM warehouse.purchases;
           |               ^^^^^^^^^
           = help: The objects of a job have no schema; a target's schema is part of its option table = 'schema.table'.

        """),
    ErrorCase(
        "capitals need quotes",
        """
        SELECT OrderNo FROM invoices;

        """,
        """
        warning[W0101]: OrderNo without quotes is read as orderno
          --> job.sql:20:8
           |
        20 | SELECT OrderNo FROM invoices;
           |        ^^^^^^^ write "OrderNo" to keep the capitals

        error[E0203]: column "orderno" does not exist in invoices
          --> job.sql:20:8
           |
        20 | SELECT OrderNo FROM invoices;
           |        ^^^^^^^ did you mean "OrderNo"?
           = help: Names with capitals stand in double quotes: "OrderNo".

        """),
    ErrorCase(
        "every broken statement is reported",
        """
        SELECT pirce FROM purchases;
        SELECT * FROM purchase;
        SELECT quantitiy FROM purchases;

        """,
        """
        error[E0203]: column "pirce" does not exist in purchases
          --> job.sql:20:8
           |
        20 | SELECT pirce FROM purchases;
           |        ^^^^^ did you mean "price"?

        error[E0201]: relation "purchase" does not exist
          --> job.sql:21:15
           |
        21 | SELECT * FROM purchase;
           |               ^^^^^^^^ did you mean "purchases"?

        error[E0203]: column "quantitiy" does not exist in purchases
          --> job.sql:22:8
           |
        22 | SELECT quantitiy FROM purchases;
           |        ^^^^^^^^^ did you mean "quantity"?

        """),
    ErrorCase(
        "every broken column of one query is reported",
        """
        SELECT pirce, quantitiy, price FROM purchases WHERE categori = 'x';

        """,
        """
        error[E0203]: column "pirce" does not exist in purchases
          --> job.sql:20:8
           |
        20 | SELECT pirce, quantitiy, price FROM purchases WHERE categori = 'x';
           |        ^^^^^ did you mean "price"?

        error[E0203]: column "quantitiy" does not exist in purchases
          --> job.sql:20:15
           |
        20 | SELECT pirce, quantitiy, price FROM purchases WHERE categori = 'x';
           |               ^^^^^^^^^ did you mean "quantity"?

        error[E0203]: column "categori" does not exist in purchases
          --> job.sql:20:53
           |
        20 | SELECT pirce, quantitiy, price FROM purchases WHERE categori = 'x';
           |                                                     ^^^^^^^^ did you mean "category"?

        """),
    ErrorCase(
        "a whole row is no value",
        """
        SELECT purchases FROM purchases;

        """,
        """
        error[E0102]: a whole row as a value is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT purchases FROM purchases;
           |        ^^^^^^^^^
           = help: Name its columns, or write purchases.*

        """),
]
