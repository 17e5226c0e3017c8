#ifndef MILLRACE_CLIBPQ_H
#define MILLRACE_CLIBPQ_H
#include <postgresql/libpq-fe.h>
#endif
