#ifndef MILLRACE_CSIMD_H
#define MILLRACE_CSIMD_H
#include <stdint.h>
#include <string.h>
#endif
