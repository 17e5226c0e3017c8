#ifndef MILLRACE_CLZ4_H
#define MILLRACE_CLZ4_H
#include <lz4.h>
#endif
