#ifndef MILLRACE_CZLIB_H
#define MILLRACE_CZLIB_H
#include <zlib.h>
#endif
