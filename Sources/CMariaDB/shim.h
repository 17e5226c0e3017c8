#ifndef MILLRACE_CMARIADB_H
#define MILLRACE_CMARIADB_H
#include <mariadb/mysql.h>
#endif
