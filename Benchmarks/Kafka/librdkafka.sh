#!/usr/bin/env bash
# The floor of everything that reads Kafka: a C program that consumes a topic through librdkafka and drops it.
# Usage: librdkafka.sh PROGRAM     compiles it; then: PROGRAM BROKERS TOPIC PARTITIONS
# It prints messages, bytes, wall and CPU nanoseconds of both its threads, from the first fetch to every partition's end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/floor.c" <<'C'
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}
static void set(rd_kafka_conf_t *conf, const char *name, const char *value) {
    char text[512];
    if (rd_kafka_conf_set(conf, name, value, text, sizeof text) != RD_KAFKA_CONF_OK) { puts(text); exit(1); }
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    int partitions = atoi(argv[3]), ended = 0;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    set(conf, "bootstrap.servers", argv[1]);
    set(conf, "group.id", "floor");
    set(conf, "enable.partition.eof", "true");
    set(conf, "enable.auto.commit", "false");
    set(conf, "check.crcs", "true");
    // Partitions that have ended must not delay those that have not.
    set(conf, "fetch.wait.max.ms", "10");
    char text[512];
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text);
    if (!client) { puts(text); return 1; }
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, argv[2], NULL);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    // Who leads which partition is asked before the clock runs, as a job does it before its lanes start.
    const struct rd_kafka_metadata *cluster;
    if (rd_kafka_metadata(client, 0, topic, &cluster, 10000)) return 1;
    rd_kafka_metadata_destroy(cluster);
    double wall = nanoseconds(CLOCK_MONOTONIC), cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int partition = 0; partition < partitions; partition++)
        if (rd_kafka_consume_start_queue(topic, partition, 0, queue)) return 1;
    rd_kafka_message_t *messages[1000];
    long long count = 0, bytes = 0;
    while (ended < partitions) {
        ssize_t got = rd_kafka_consume_batch_queue(queue, 5, messages, 1000);
        for (ssize_t i = 0; i < got; i++) {
            if (!messages[i]->err) {
                count++;
                bytes += messages[i]->len;
            } else if (messages[i]->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                ended++;
            } else {
                puts(rd_kafka_message_errstr(messages[i]));
                return 1;
            }
            rd_kafka_message_destroy(messages[i]);
        }
    }
    printf("%lld %lld %.0f %.0f\n", count, bytes, nanoseconds(CLOCK_MONOTONIC) - wall,
           nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    return 0;
}
C
# The allocator that Millrace's programs use, where it is installed: it is a quarter of the figure.
allocator=()
echo 'int main(void){return 0;}' > "$folder/try.c"
cc -o "$folder/try" "$folder/try.c" -ljemalloc 2> /dev/null && allocator=(-ljemalloc)
cc -O2 -o "$1" "$folder/floor.c" -lrdkafka "${allocator[@]}"
