#ifndef MILLRACE_CRDKAFKA_H
#define MILLRACE_CRDKAFKA_H
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#endif
