import Runner
import Testing

@Suite struct ReferenceJobTests {
    @Test func `the daily total counts days of Jakarta and prints the whole table`() throws {
        #expect(
            explained(try jobText("000_daily_purchases.sql")) == """
                job daily_purchases: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 \
                MB, zone UTC

                source purchases: kafka topic test-topic at localhost:9092, from the earliest record
                  reads price integer, ts timestamptz
                  event time ts, watermark 1 day behind the latest event, late rows: drop, bad records: skip

                daily_total -> console: every row each 10 seconds
                └─ project "Timestamp" = window_start, "Running_total" = sum(price)
                   └─ aggregate by window: sum(price)
                      └─ project window_start, window_end, price
                         └─ window 1 day on ts, zone Asia/Jakarta
                            └─ source purchases

                """)
    }

    @Test func `half a minute of purchases`() throws {
        #expect(
            explained(try jobText("001a_purchases_30s.sql")) == """
                job purchases_30s: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 \
                MB, zone UTC

                source purchases: kafka topic purchases_topic at localhost:9092, from the earliest record
                  reads amount numeric(12,2), timestamp timestamptz
                  event time timestamp, watermark 1 minute behind the latest event, late rows: drop, bad records: skip

                totals_30s -> console: every row each 10 seconds
                └─ project window_start, window_end, total_amount = sum(amount)
                   └─ aggregate by window: sum(amount)
                      └─ project window_start, window_end, amount
                         └─ window 30 seconds on timestamp, zone Asia/Jakarta
                            └─ source purchases

                """)
    }

    @Test func `two averages and a preview share one source`() throws {
        #expect(
            explained(try jobText("001b_bank_customers.sql")) == """
                job bank_customers: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 \
                MB, zone UTC

                source nasabah_bank: kafka topic nasabah_bank at localhost:9092, from the earliest record
                  reads nasabah_id text, nama text, alamat text, saldo bigint, umur integer, pekerjaan text, ts bigint
                  bad records: dead_letter

                avg_saldo -> postgres warehouse, table avg_saldo: one row, changed rows each 5 seconds
                └─ project customers = count(*), avg_saldo = avg(saldo)
                   └─ aggregate all rows: count(*), avg(saldo)
                      └─ project saldo
                         └─ source nasabah_bank

                avg_saldo_by_city -> postgres warehouse, table avg_saldo_by_city: upsert by (alamat), changed \
                rows each 5 seconds
                └─ project alamat, customers = count(*), avg_saldo = avg(saldo), youngest = min(umur), oldest \
                = max(umur)
                   └─ aggregate by alamat: count(*), avg(saldo), min(umur), max(umur)
                      └─ project alamat, saldo, umur
                         └─ source nasabah_bank

                preview -> console: append, rows as they come
                └─ project nasabah_id, nama, alamat, saldo, umur, pekerjaan, ts
                   └─ source nasabah_bank

                """)
    }

    @Test func `retail keeps every transaction and corrects its running totals`() throws {
        #expect(
            explained(try jobText("002_retail_5m.sql")) == """
                job retail_5m: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

                source purchases: kafka topic test-topic-streaming at localhost:9092, from the earliest record
                  reads transaction_id text NOT NULL, customer_id bigint, category text, brand text, \
                product_name text, \
                quantity integer, price integer, payment_method text, timestamp timestamptz
                  event time timestamp, watermark 1 hour behind the latest event, a partition is idle after \
                30 seconds, \
                late rows: dead_letter, bad records: dead_letter

                transaction_detail -> postgres warehouse, table public.transaction_detail: append, rows as they come
                └─ project transaction_id, customer_id, category, brand, product_name, quantity, price, \
                payment_method, \
                timestamp
                   └─ source purchases

                retail -> postgres warehouse, table public.retail: upsert by (category, payment_method, \
                window_start), \
                changed rows each 5 seconds
                └─ project category, payment_method, window_start, window_end, avg_price = \
                avg(price)::numeric(12,2), \
                total_quantity = sum(quantity), total_amount = sum((price::bigint * quantity))::bigint, \
                running_total = running total 1::numeric(20,0)
                   └─ running sum(sum(price::bigint * quantity)) OVER (PARTITION BY category, payment_method \
                ORDER BY window_start)
                      └─ aggregate by category, payment_method, window: avg(price), sum(quantity), \
                sum(price::bigint * quantity)
                         └─ project category, payment_method, window_start, window_end, price, quantity, \
                "(price::bigint * quantity)" = price::bigint * quantity
                            └─ window 5 minutes on timestamp, zone UTC
                               └─ source purchases

                """)
    }
}
