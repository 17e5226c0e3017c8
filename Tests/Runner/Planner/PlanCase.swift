import Runner
import Testing

/// A job and its explained plan.
struct PlanCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Behind `planPrelude`.
    let sql: String
    let expected: String

    init(_ name: String, _ sql: String, _ expected: String) {
        self.name = name
        self.sql = sql
        self.expected = expected
    }

    var testDescription: String { name }
}

@Suite struct PlanTests {
    @Test(arguments: queryPlans + morePlans)
    func `each job has the plan that it says`(job: PlanCase) {
        #expect(explained(planPrelude + job.sql) == job.expected)
    }
}

/// What the jobs of the cases declare.
let planPrelude = """
    CREATE TYPE place AS (city text, zip integer);
    CREATE TABLE purchases (
        category text, brand text, quantity integer, price integer, ordered timestamptz
    ) WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ordered');
    CREATE TABLE customers (name text NOT NULL, address place, joined timestamptz)
    WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 'c', format = 'json');
    CREATE TABLE peeks (a integer, b text)
    WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 'p', format = 'json');
    CREATE TABLE totals (category text PRIMARY KEY, amount bigint, quantity integer)
    WITH (connector = 'postgres', connection = 'w');
    CREATE TABLE log (category text, amount bigint) WITH (connector = 'postgres', connection = 'w');
    CREATE TABLE runs (
        category text, brand text, start timestamptz, a numeric(9, 0), b real, c bigint, PRIMARY KEY (brand, \
    category, start)
    ) WITH (connector = 'postgres', connection = 'w', emit = 'changes');

    """
