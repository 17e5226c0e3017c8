#ifndef MILLRACE_CPGQUERY_H
#define MILLRACE_CPGQUERY_H
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>
#endif
