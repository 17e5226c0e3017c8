import CRdKafka
import CLibPQ
import CPGQuery
package func probe3() -> Int32 { _ = pg_query_parse_protobuf("select 1"); return rd_kafka_version() + PQlibVersion() }
