#ifndef MILLRACE_CZSTD_H
#define MILLRACE_CZSTD_H
#include <zstd.h>
#endif
