/// Mistakes around sinks that are topics.
let topicSinkErrors: [ErrorCase] = [
    ErrorCase(
        "a sink that writes the topic that the job reads",
        """
        CREATE MATERIALIZED VIEW again
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 't') AS
        SELECT category, count(*) AS n FROM purchases GROUP BY category;

        """,
        """
        error[E0302]: again writes the topic "t" that purchases reads: the job would read its own rows
          --> job.sql:20:1
           |
        20 | CREATE MATERIALIZED VIEW again
           | ^^^^^^

        """),
    ErrorCase(
        "two sinks of one topic",
        """
        CREATE TABLE a (category text)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'x');
        CREATE TABLE b (category text)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'x');
        INSERT INTO a SELECT category FROM purchases;
        INSERT INTO b SELECT category FROM purchases;

        """,
        """
        error[E0302]: a and b write the same topic "x"
          --> job.sql:23:1
           |
        23 | WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'x');
           | ^^^^

        """),
    ErrorCase(
        "two sinks of one Kafka with different clients",
        """
        CREATE TABLE a (category text)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'x');
        CREATE TABLE b (category text)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'y', compression = 'zstd');
        INSERT INTO a SELECT category FROM purchases;
        INSERT INTO b SELECT category FROM purchases;

        """,
        """
        error[E0302]: a and b write to one Kafka with different kafka_options or compression
          --> job.sql:23:1
           |
        23 | WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'y', compression = 'zstd');
           | ^^^^
           = help: The sinks of one Kafka share one connection and one transaction.

        """),
    ErrorCase(
        "rows that change, and a topic without a key",
        """
        CREATE TABLE a (category text, n bigint)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', format = 'json', topic = 'x');
        INSERT INTO a SELECT category, count(*) FROM purchases GROUP BY category;

        """,
        """
        error[E0402]: a has no PRIMARY KEY, and the rows of this query change
          --> job.sql:22:13
           |
        22 | INSERT INTO a SELECT category, count(*) FROM purchases GROUP BY category;
           |             ^
           = help: Add PRIMARY KEY (category).

        """),
]
