#ifndef MILLRACE_CROCKSDB_H
#define MILLRACE_CROCKSDB_H
#include <rocksdb/c.h>
#endif
