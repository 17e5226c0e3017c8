#ifndef MILLRACE_CSNAPPY_H
#define MILLRACE_CSNAPPY_H
#include <snappy-c.h>
#endif
