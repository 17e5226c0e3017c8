/// What PostgreSQL 15 answered, written by postgres_table.py: kind, detail, text, answer, with tabs between.
let postgresTable = #"""
    local	UTC	2011-03-13 01:59:59	2011-03-13 01:59:59+00
    local	UTC	2011-11-06 00:59:59.999999	2011-11-06 00:59:59.999999+00
    local	UTC	2011-11-06 02:00:00	2011-11-06 02:00:00+00
    local	UTC	2011-12-31 00:00:00	2011-12-31 00:00:00+00
    local	UTC	2024-03-31 02:30:00	2024-03-31 02:30:00+00
    local	UTC	2400-03-26 02:30:00	2400-03-26 02:30:00+00
    local	UTC	0001-01-01 00:00:00	0001-01-01 00:00:00+00
    local	America/Los_Angeles	2011-03-13 03:00:00	2011-03-13 10:00:00+00
    local	America/Los_Angeles	2011-11-06 01:30:00	2011-11-06 09:30:00+00
    local	America/Los_Angeles	2011-12-30 12:00:00	2011-12-30 20:00:00+00
    local	America/Los_Angeles	2023-04-02 01:45:00	2023-04-02 08:45:00+00
    local	America/Los_Angeles	2050-07-01 12:00:00	2050-07-01 19:00:00+00
    local	America/Los_Angeles	1900-01-01 00:00:00	1900-01-01 08:00:00+00
    local	Europe/Berlin	2011-03-13 01:59:59	2011-03-13 00:59:59+00
    local	Europe/Berlin	2011-11-06 00:59:59.999999	2011-11-05 23:59:59.999999+00
    local	Europe/Berlin	2011-11-06 02:00:00	2011-11-06 01:00:00+00
    local	Europe/Berlin	2011-12-31 00:00:00	2011-12-30 23:00:00+00
    local	Europe/Berlin	2024-03-31 02:30:00	2024-03-31 01:30:00+00
    local	Europe/Berlin	2400-03-26 02:30:00	2400-03-26 01:30:00+00
    local	Europe/Berlin	0001-01-01 00:00:00	0001-12-31 23:06:32+00 BC
    local	Australia/Lord_Howe	2011-03-13 02:30:00	2011-03-12 15:30:00+00
    local	Australia/Lord_Howe	2011-11-06 01:00:00	2011-11-05 14:00:00+00
    local	Australia/Lord_Howe	2011-12-29 23:59:59	2011-12-29 12:59:59+00
    local	Australia/Lord_Howe	2023-10-01 02:10:00	2023-09-30 15:40:00+00
    local	Australia/Lord_Howe	2024-10-27 02:30:00	2024-10-26 15:30:00+00
    local	Australia/Lord_Howe	1883-11-18 12:00:00	1883-11-18 01:23:40+00
    local	Australia/Lord_Howe	9999-12-31 23:59:59.999999	9999-12-31 12:59:59.999999+00
    local	Pacific/Apia	2011-03-13 01:59:59	2011-03-13 11:59:59+00
    local	Pacific/Apia	2011-11-06 00:59:59.999999	2011-11-06 10:59:59.999999+00
    local	Pacific/Apia	2011-11-06 02:00:00	2011-11-06 12:00:00+00
    local	Pacific/Apia	2011-12-31 00:00:00	2011-12-30 10:00:00+00
    local	Pacific/Apia	2024-03-31 02:30:00	2024-03-30 13:30:00+00
    local	Pacific/Apia	2400-03-26 02:30:00	2400-03-25 13:30:00+00
    local	Pacific/Apia	0001-01-01 00:00:00	0001-12-31 11:26:56+00 BC
    local	Asia/Jakarta	2011-03-13 02:30:00	2011-03-12 19:30:00+00
    local	Asia/Jakarta	2011-11-06 01:00:00	2011-11-05 18:00:00+00
    local	Asia/Jakarta	2011-12-29 23:59:59	2011-12-29 16:59:59+00
    local	Asia/Jakarta	2023-10-01 02:10:00	2023-09-30 19:10:00+00
    local	Asia/Jakarta	2024-10-27 02:30:00	2024-10-26 19:30:00+00
    local	Asia/Jakarta	1883-11-18 12:00:00	1883-11-18 04:52:48+00
    local	Asia/Jakarta	9999-12-31 23:59:59.999999	9999-12-31 16:59:59.999999+00
    local	America/Havana	2011-03-13 02:30:00	2011-03-13 07:30:00+00
    local	America/Havana	2011-11-06 01:00:00	2011-11-06 05:00:00+00
    local	America/Havana	2011-12-29 23:59:59	2011-12-30 04:59:59+00
    local	America/Havana	2023-10-01 02:10:00	2023-10-01 06:10:00+00
    local	America/Havana	2024-10-27 02:30:00	2024-10-27 06:30:00+00
    local	America/Havana	1883-11-18 12:00:00	1883-11-18 17:29:28+00
    local	America/Havana	9999-12-31 23:59:59.999999	10000-01-01 04:59:59.999999+00
    local	America/St_Johns	2011-03-13 02:30:00	2011-03-13 05:00:00+00
    local	America/St_Johns	2011-11-06 01:00:00	2011-11-06 04:30:00+00
    local	America/St_Johns	2011-12-29 23:59:59	2011-12-30 03:29:59+00
    local	America/St_Johns	2023-10-01 02:10:00	2023-10-01 04:40:00+00
    local	America/St_Johns	2024-10-27 02:30:00	2024-10-27 05:00:00+00
    local	America/St_Johns	1883-11-18 12:00:00	1883-11-18 15:30:52+00
    local	America/St_Johns	9999-12-31 23:59:59.999999	10000-01-01 03:29:59.999999+00
    local	Europe/Dublin	2011-03-13 03:00:00	2011-03-13 03:00:00+00
    local	Europe/Dublin	2011-11-06 01:30:00	2011-11-06 01:30:00+00
    local	Europe/Dublin	2011-12-30 12:00:00	2011-12-30 12:00:00+00
    local	Europe/Dublin	2023-04-02 01:45:00	2023-04-02 00:45:00+00
    local	Europe/Dublin	2050-07-01 12:00:00	2050-07-01 11:00:00+00
    local	Europe/Dublin	1900-01-01 00:00:00	1900-01-01 00:25:21+00
    local	Africa/Casablanca	2011-03-13 02:30:00	2011-03-13 02:30:00+00
    local	Africa/Casablanca	2011-11-06 01:00:00	2011-11-06 01:00:00+00
    local	Africa/Casablanca	2011-12-29 23:59:59	2011-12-29 23:59:59+00
    local	Africa/Casablanca	2023-10-01 02:10:00	2023-10-01 01:10:00+00
    local	Africa/Casablanca	2024-10-27 02:30:00	2024-10-27 01:30:00+00
    local	Africa/Casablanca	1883-11-18 12:00:00	1883-11-18 12:30:20+00
    local	Africa/Casablanca	9999-12-31 23:59:59.999999	9999-12-31 22:59:59.999999+00
    local	Asia/Kathmandu	2011-03-13 01:59:59	2011-03-12 20:14:59+00
    local	Asia/Kathmandu	2011-11-06 00:59:59.999999	2011-11-05 19:14:59.999999+00
    local	Asia/Kathmandu	2011-11-06 02:00:00	2011-11-05 20:15:00+00
    local	Asia/Kathmandu	2011-12-31 00:00:00	2011-12-30 18:15:00+00
    local	Asia/Kathmandu	2024-03-31 02:30:00	2024-03-30 20:45:00+00
    local	Asia/Kathmandu	2400-03-26 02:30:00	2400-03-25 20:45:00+00
    local	Asia/Kathmandu	0001-01-01 00:00:00	0001-12-31 18:18:44+00 BC
    local	America/Nuuk	2011-03-13 01:59:59	2011-03-13 04:59:59+00
    local	America/Nuuk	2011-11-06 00:59:59.999999	2011-11-06 03:59:59.999999+00
    local	America/Nuuk	2011-11-06 02:00:00	2011-11-06 05:00:00+00
    local	America/Nuuk	2011-12-31 00:00:00	2011-12-31 03:00:00+00
    local	America/Nuuk	2024-03-31 02:30:00	2024-03-31 03:30:00+00
    local	America/Nuuk	2400-03-26 02:30:00	2400-03-26 03:30:00+00
    local	America/Nuuk	0001-01-01 00:00:00	0001-01-01 03:26:56+00
    local	Europe/Moscow	2011-03-13 02:30:00	2011-03-12 23:30:00+00
    local	Europe/Moscow	2011-11-06 01:00:00	2011-11-05 21:00:00+00
    local	Europe/Moscow	2011-12-29 23:59:59	2011-12-29 19:59:59+00
    local	Europe/Moscow	2023-10-01 02:10:00	2023-09-30 23:10:00+00
    local	Europe/Moscow	2024-10-27 02:30:00	2024-10-26 23:30:00+00
    local	Europe/Moscow	1883-11-18 12:00:00	1883-11-18 09:29:43+00
    local	Europe/Moscow	9999-12-31 23:59:59.999999	9999-12-31 20:59:59.999999+00
    local	America/Sao_Paulo	2011-03-13 01:59:59	2011-03-13 04:59:59+00
    local	America/Sao_Paulo	2011-11-06 00:59:59.999999	2011-11-06 02:59:59.999999+00
    local	America/Sao_Paulo	2011-11-06 02:00:00	2011-11-06 04:00:00+00
    local	America/Sao_Paulo	2011-12-31 00:00:00	2011-12-31 02:00:00+00
    local	America/Sao_Paulo	2024-03-31 02:30:00	2024-03-31 05:30:00+00
    local	America/Sao_Paulo	2400-03-26 02:30:00	2400-03-26 05:30:00+00
    local	America/Sao_Paulo	0001-01-01 00:00:00	0001-01-01 03:06:28+00
    local	Asia/Tehran	2011-03-13 02:30:00	2011-03-12 23:00:00+00
    local	Asia/Tehran	2011-11-06 01:00:00	2011-11-05 21:30:00+00
    local	Asia/Tehran	2011-12-29 23:59:59	2011-12-29 20:29:59+00
    local	Asia/Tehran	2023-10-01 02:10:00	2023-09-30 22:40:00+00
    local	Asia/Tehran	2024-10-27 02:30:00	2024-10-26 23:00:00+00
    local	Asia/Tehran	1883-11-18 12:00:00	1883-11-18 08:34:16+00
    local	Asia/Tehran	9999-12-31 23:59:59.999999	9999-12-31 20:29:59.999999+00
    local	UTC+3	2011-03-13 02:30:00	2011-03-13 05:30:00+00
    local	UTC+3	2011-11-06 01:00:00	2011-11-06 04:00:00+00
    local	UTC+3	2011-12-29 23:59:59	2011-12-30 02:59:59+00
    local	UTC+3	2023-10-01 02:10:00	2023-10-01 05:10:00+00
    local	UTC+3	2024-10-27 02:30:00	2024-10-27 05:30:00+00
    local	UTC+3	1883-11-18 12:00:00	1883-11-18 15:00:00+00
    local	UTC+3	9999-12-31 23:59:59.999999	10000-01-01 02:59:59.999999+00
    local	+07	2011-03-13 03:00:00	2011-03-13 10:00:00+00
    local	+07	2011-11-06 01:30:00	2011-11-06 08:30:00+00
    local	+07	2011-12-30 12:00:00	2011-12-30 19:00:00+00
    local	+07	2023-04-02 01:45:00	2023-04-02 08:45:00+00
    local	+07	2050-07-01 12:00:00	2050-07-01 19:00:00+00
    local	+07	1900-01-01 00:00:00	1900-01-01 07:00:00+00
    local	EST5EDT	2011-03-13 01:59:59	2011-03-13 06:59:59+00
    local	EST5EDT	2011-11-06 00:59:59.999999	2011-11-06 04:59:59.999999+00
    local	EST5EDT	2011-11-06 02:00:00	2011-11-06 07:00:00+00
    local	EST5EDT	2011-12-31 00:00:00	2011-12-31 05:00:00+00
    local	EST5EDT	2024-03-31 02:30:00	2024-03-31 06:30:00+00
    local	EST5EDT	2400-03-26 02:30:00	2400-03-26 06:30:00+00
    local	EST5EDT	0001-01-01 00:00:00	0001-01-01 05:00:00+00
    local	CET-1CEST,M3.5.0,M10.5.0/3	2011-03-13 03:00:00	2011-03-13 02:00:00+00
    local	CET-1CEST,M3.5.0,M10.5.0/3	2011-11-06 01:30:00	2011-11-06 00:30:00+00
    local	CET-1CEST,M3.5.0,M10.5.0/3	2011-12-30 12:00:00	2011-12-30 11:00:00+00
    local	CET-1CEST,M3.5.0,M10.5.0/3	2023-04-02 01:45:00	2023-04-01 23:45:00+00
    local	CET-1CEST,M3.5.0,M10.5.0/3	2050-07-01 12:00:00	2050-07-01 10:00:00+00
    local	CET-1CEST,M3.5.0,M10.5.0/3	1900-01-01 00:00:00	1899-12-31 23:00:00+00
    zoned	UTC	2011-11-06 00:59:59.999999	2011-11-06 00:59:59.999999
    zoned	UTC	2011-12-29 23:59:59	2011-12-29 23:59:59
    zoned	UTC	2023-04-02 01:45:00	2023-04-02 01:45:00
    zoned	UTC	2400-03-26 02:30:00	2400-03-26 02:30:00
    zoned	UTC	9999-12-31 23:59:59.999999	9999-12-31 23:59:59.999999
    zoned	America/Los_Angeles	2011-03-13 03:00:00	2011-03-12 19:00:00
    zoned	America/Los_Angeles	2011-11-06 02:00:00	2011-11-05 19:00:00
    zoned	America/Los_Angeles	2023-10-01 02:10:00	2023-09-30 19:10:00
    zoned	America/Los_Angeles	2050-07-01 12:00:00	2050-07-01 05:00:00
    zoned	America/Los_Angeles	0001-01-01 00:00:00	0001-12-31 16:07:02 BC
    zoned	Europe/Berlin	2011-03-13 02:30:00	2011-03-13 03:30:00
    zoned	Europe/Berlin	2011-11-06 01:30:00	2011-11-06 02:30:00
    zoned	Europe/Berlin	2011-12-31 00:00:00	2011-12-31 01:00:00
    zoned	Europe/Berlin	2024-10-27 02:30:00	2024-10-27 03:30:00
    zoned	Europe/Berlin	1900-01-01 00:00:00	1900-01-01 01:00:00
    zoned	Australia/Lord_Howe	2011-03-13 01:59:59	2011-03-13 12:59:59
    zoned	Australia/Lord_Howe	2011-11-06 01:00:00	2011-11-06 12:00:00
    zoned	Australia/Lord_Howe	2011-12-30 12:00:00	2011-12-30 23:00:00
    zoned	Australia/Lord_Howe	2024-03-31 02:30:00	2024-03-31 13:30:00
    zoned	Australia/Lord_Howe	1883-11-18 12:00:00	1883-11-18 22:36:20
    zoned	Pacific/Apia	2011-03-13 03:00:00	2011-03-12 17:00:00
    zoned	Pacific/Apia	2011-11-06 02:00:00	2011-11-05 16:00:00
    zoned	Pacific/Apia	2023-10-01 02:10:00	2023-10-01 15:10:00
    zoned	Pacific/Apia	2050-07-01 12:00:00	2050-07-02 01:00:00
    zoned	Pacific/Apia	0001-01-01 00:00:00	0001-01-01 12:33:04
    zoned	Asia/Jakarta	2011-03-13 01:59:59	2011-03-13 08:59:59
    zoned	Asia/Jakarta	2011-11-06 01:00:00	2011-11-06 08:00:00
    zoned	Asia/Jakarta	2011-12-30 12:00:00	2011-12-30 19:00:00
    zoned	Asia/Jakarta	2024-03-31 02:30:00	2024-03-31 09:30:00
    zoned	Asia/Jakarta	1883-11-18 12:00:00	1883-11-18 19:07:12
    zoned	America/Havana	2011-03-13 01:59:59	2011-03-12 20:59:59
    zoned	America/Havana	2011-11-06 01:00:00	2011-11-05 21:00:00
    zoned	America/Havana	2011-12-30 12:00:00	2011-12-30 07:00:00
    zoned	America/Havana	2024-03-31 02:30:00	2024-03-30 22:30:00
    zoned	America/Havana	1883-11-18 12:00:00	1883-11-18 06:30:32
    zoned	America/St_Johns	2011-03-13 01:59:59	2011-03-12 22:29:59
    zoned	America/St_Johns	2011-11-06 01:00:00	2011-11-05 22:30:00
    zoned	America/St_Johns	2011-12-30 12:00:00	2011-12-30 08:30:00
    zoned	America/St_Johns	2024-03-31 02:30:00	2024-03-31 00:00:00
    zoned	America/St_Johns	1883-11-18 12:00:00	1883-11-18 08:29:08
    zoned	Europe/Dublin	2011-03-13 01:59:59	2011-03-13 01:59:59
    zoned	Europe/Dublin	2011-11-06 01:00:00	2011-11-06 01:00:00
    zoned	Europe/Dublin	2011-12-30 12:00:00	2011-12-30 12:00:00
    zoned	Europe/Dublin	2024-03-31 02:30:00	2024-03-31 03:30:00
    zoned	Europe/Dublin	1883-11-18 12:00:00	1883-11-18 11:34:39
    zoned	Africa/Casablanca	2011-11-06 00:59:59.999999	2011-11-06 00:59:59.999999
    zoned	Africa/Casablanca	2011-12-29 23:59:59	2011-12-29 23:59:59
    zoned	Africa/Casablanca	2023-04-02 01:45:00	2023-04-02 01:45:00
    zoned	Africa/Casablanca	2400-03-26 02:30:00	2400-03-26 03:30:00
    zoned	Africa/Casablanca	9999-12-31 23:59:59.999999	10000-01-01 00:59:59.999999
    zoned	Asia/Kathmandu	2011-03-13 02:30:00	2011-03-13 08:15:00
    zoned	Asia/Kathmandu	2011-11-06 01:30:00	2011-11-06 07:15:00
    zoned	Asia/Kathmandu	2011-12-31 00:00:00	2011-12-31 05:45:00
    zoned	Asia/Kathmandu	2024-10-27 02:30:00	2024-10-27 08:15:00
    zoned	Asia/Kathmandu	1900-01-01 00:00:00	1900-01-01 05:41:16
    zoned	America/Nuuk	2011-11-06 00:59:59.999999	2011-11-05 21:59:59.999999
    zoned	America/Nuuk	2011-12-29 23:59:59	2011-12-29 20:59:59
    zoned	America/Nuuk	2023-04-02 01:45:00	2023-04-01 23:45:00
    zoned	America/Nuuk	2400-03-26 02:30:00	2400-03-26 01:30:00
    zoned	America/Nuuk	9999-12-31 23:59:59.999999	9999-12-31 21:59:59.999999
    zoned	Europe/Moscow	2011-03-13 01:59:59	2011-03-13 04:59:59
    zoned	Europe/Moscow	2011-11-06 01:00:00	2011-11-06 05:00:00
    zoned	Europe/Moscow	2011-12-30 12:00:00	2011-12-30 16:00:00
    zoned	Europe/Moscow	2024-03-31 02:30:00	2024-03-31 05:30:00
    zoned	Europe/Moscow	1883-11-18 12:00:00	1883-11-18 14:30:17
    zoned	America/Sao_Paulo	2011-03-13 02:30:00	2011-03-12 23:30:00
    zoned	America/Sao_Paulo	2011-11-06 01:30:00	2011-11-05 23:30:00
    zoned	America/Sao_Paulo	2011-12-31 00:00:00	2011-12-30 22:00:00
    zoned	America/Sao_Paulo	2024-10-27 02:30:00	2024-10-26 23:30:00
    zoned	America/Sao_Paulo	1900-01-01 00:00:00	1899-12-31 20:53:32
    zoned	Asia/Tehran	2011-11-06 00:59:59.999999	2011-11-06 04:29:59.999999
    zoned	Asia/Tehran	2011-12-29 23:59:59	2011-12-30 03:29:59
    zoned	Asia/Tehran	2023-04-02 01:45:00	2023-04-02 05:15:00
    zoned	Asia/Tehran	2400-03-26 02:30:00	2400-03-26 06:00:00
    zoned	Asia/Tehran	9999-12-31 23:59:59.999999	10000-01-01 03:29:59.999999
    zoned	UTC+3	2011-11-06 00:59:59.999999	2011-11-05 21:59:59.999999
    zoned	UTC+3	2011-12-29 23:59:59	2011-12-29 20:59:59
    zoned	UTC+3	2023-04-02 01:45:00	2023-04-01 22:45:00
    zoned	UTC+3	2400-03-26 02:30:00	2400-03-25 23:30:00
    zoned	UTC+3	9999-12-31 23:59:59.999999	9999-12-31 20:59:59.999999
    zoned	+07	2011-03-13 02:30:00	2011-03-12 19:30:00
    zoned	+07	2011-11-06 01:30:00	2011-11-05 18:30:00
    zoned	+07	2011-12-31 00:00:00	2011-12-30 17:00:00
    zoned	+07	2024-10-27 02:30:00	2024-10-26 19:30:00
    zoned	+07	1900-01-01 00:00:00	1899-12-31 17:00:00
    zoned	EST5EDT	2011-03-13 03:00:00	2011-03-12 22:00:00
    zoned	EST5EDT	2011-11-06 02:00:00	2011-11-05 22:00:00
    zoned	EST5EDT	2023-10-01 02:10:00	2023-09-30 22:10:00
    zoned	EST5EDT	2050-07-01 12:00:00	2050-07-01 08:00:00
    zoned	EST5EDT	0001-01-01 00:00:00	0001-12-31 19:00:00 BC
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	2011-03-13 02:30:00	2011-03-13 03:30:00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	2011-11-06 01:30:00	2011-11-06 02:30:00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	2011-12-31 00:00:00	2011-12-31 01:00:00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	2024-10-27 02:30:00	2024-10-27 03:30:00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	1900-01-01 00:00:00	1900-01-01 01:00:00
    text	UTC	2020-01-02	2020-01-02 00:00:00+00
    text	America/Los_Angeles	2020-1-2	2020-01-02 00:00:00-08
    text	America/Los_Angeles	2020-01-02T03:04:05Z	2020-01-01 19:04:05-08
    text	UTC	2020-01-02t03:04:05z	2020-01-02 03:04:05+00
    text	America/Los_Angeles	2020-01-02 03:04	2020-01-02 03:04:00-08
    text	UTC	2020-01-02T03	ERROR 22007
    text	UTC	2020-01-02 3:4:5	2020-01-02 03:04:05+00
    text	America/Los_Angeles	2020-01-02 03:04:05.123456	2020-01-02 03:04:05.123456-08
    text	UTC	2020-01-02 03:04:05.1234565	2020-01-02 03:04:05.123456+00
    text	America/Los_Angeles	2020-01-02 03:04:05.9999999	2020-01-02 03:04:06-08
    text	America/Los_Angeles	2020-01-02 03:04:05.	2020-01-02 03:04:05-08
    text	UTC	2020-01-02 03:04:05,5	ERROR 22007
    text	America/Los_Angeles	2020-01-02 03:04:05+05	2020-01-01 14:04:05-08
    text	America/Los_Angeles	2020-01-02 03:04:05 +0530	2020-01-01 13:34:05-08
    text	America/Los_Angeles	2020-01-02 03:04:05+5:30	2020-01-01 13:34:05-08
    text	America/Los_Angeles	2020-01-02 03:04:05-15:59:59	2020-01-02 11:04:04-08
    text	UTC	2020-01-02 03:04:05+16	ERROR 22009
    text	America/Los_Angeles	2020-01-02 03:04:05+053	2020-01-01 18:11:05-08
    text	UTC	2020-01-02 03:04:05 UTC	2020-01-02 03:04:05+00
    text	America/Los_Angeles	2020-01-02 03:04:05 GMT	2020-01-01 19:04:05-08
    text	America/Los_Angeles	2020-01-02+05	2020-01-01 11:00:00-08
    text	UTC	2020-01-02Z	2020-01-02 00:00:00+00
    text	America/Los_Angeles	  2020-01-02 03:04:05  	2020-01-02 03:04:05-08
    text	America/Los_Angeles	2016-12-31 23:59:60	2017-01-01 00:00:00-08
    text	UTC	2016-12-31 23:59:60.5	ERROR 22008
    text	America/Los_Angeles	2016-12-31 12:30:60.5	2016-12-31 12:31:00.5-08
    text	UTC	2020-01-02 24:00:00	2020-01-03 00:00:00+00
    text	UTC	2020-01-02 24:00:01	ERROR 22008
    text	America/Los_Angeles	2020-01-02 25:00:00	ERROR 22008
    text	America/Los_Angeles	2020-01-02 23:60:00	ERROR 22008
    text	America/Los_Angeles	2020-02-29	2020-02-29 00:00:00-08
    text	UTC	2019-02-29	ERROR 22008
    text	America/Los_Angeles	2020-13-01	ERROR 22008
    text	UTC	2020-00-01	ERROR 22008
    text	America/Los_Angeles	2020-01-32	ERROR 22008
    text	America/Los_Angeles	2020-01-00	ERROR 22008
    text	UTC	0000-01-01	ERROR 22008
    text	UTC	0001-01-01	0001-01-01 00:00:00+00
    text	UTC	12020-01-02 00:00:00	12020-01-02 00:00:00+00
    text	UTC	294276-12-31 23:59:59.999999Z	294276-12-31 23:59:59.999999+00
    text	UTC	294276-12-31 23:59:59.9999999Z	ERROR 22008
    text	UTC	294277-01-01 00:00:00Z	ERROR 22008
    text	America/Los_Angeles	2020-01-02 03:04:05 +	ERROR 22007
    text	America/Los_Angeles	hello	ERROR 22007
    text	America/Los_Angeles	2020-01	ERROR 22007
    text	America/Los_Angeles	2020	ERROR 22007
    text	America/Los_Angeles	2020-01-02 03:04:05Zx	ERROR 22007
    text	UTC	2020-01-02x	ERROR 22007
    text	America/Los_Angeles	2011-03-13 02:30:00	2011-03-13 03:30:00-07
    text	UTC	2011-11-06 01:30:00	2011-11-06 01:30:00+00
    interval		1 day	1 day
    interval		1.5 months	1 mon 15 days
    interval		1.5 weeks	10 days 12:00:00
    interval		1.5 years	1 year 6 mons
    interval		0.5 days	12:00:00
    interval		-1 day 02:03:04	-1 days +02:03:04
    interval		1 day ago	-1 days
    interval		P1Y2M3DT4H5M6.7S	1 year 2 mons 3 days 04:05:06.7
    interval		P2W	14 days
    interval		P-1D	-1 days
    interval		5	00:00:05
    interval		1.5	00:00:01.5
    interval		1:02	01:02:00
    interval		1:02:03.4	01:02:03.4
    interval		3 days 4:05	3 days 04:05:00
    interval		1 mon -1 day +02:03	1 mon -1 days +02:03:00
    interval		1 decade 1 century	110 years
    interval		@ 1 minute	00:01:00
    interval		1h30m	01:30:00
    interval		1d2h	1 day 02:00:00
    interval		10 ms	00:00:00.01
    interval		10us	00:00:00.00001
    interval		1.55 months	1 mon 16 days 12:00:00
    interval		1 year 1.1 mon	1 year 1 mon 3 days
    interval		0.1 weeks	16:48:00
    interval		0.123456789 seconds	00:00:00.123457
    interval		2147483647 days	2147483647 days
    interval		2147483648 days	ERROR 22015
    interval		100:00:00	100:00:00
    interval		1:2:3	01:02:03
    interval		1:60	ERROR 22015
    interval		4:05.5	00:04:05.5
    interval		1 2	ERROR 22007
    interval		PT1.5H	01:30:00
    interval		P1.5D	1 day 12:00:00
    interval		P0.5Y	6 mons
    interval		1.99 months	1 mon 29 days 16:48:00
    interval		1 day -1.5 hours	1 day -01:30:00
    interval		0.0000005 s	00:00:00
    interval		1.9999999 s	00:00:02
    interval		-0.5 min	-00:00:30
    interval		1.123 min	00:01:07.38
    interval		0.3 h	00:18:00
    interval		1e3 seconds	ERROR 22007
    interval		1 day 1 day	ERROR 22007
    interval		-1:30	-01:30:00
    interval		- 1 day	-1 days
    interval		0	00:00:00
    interval		2 days -3 hours	2 days -03:00:00
    interval		-1 mon +1 day	-1 mons +1 day
    interval		1 year -1 month	11 mons
    interval		hello	ERROR 22007
    interval		P	ERROR 22007
    interval		PT	00:00:00
    interval		1 fortnight	ERROR 22007
    interval		-00:00:01.5	-00:00:01.5
    interval		1 mon 0 day -0.000001 sec	1 mon -00:00:00.000001
    interval		9223372036854 s	2562047788:00:54
    interval		30 seconds	00:00:30
    interval		1-2	1 year 2 mons
    interval		-1-2	-1 years -2 mons
    interval		-0-2	-2 mons
    interval		1-12	ERROR 22015
    interval		1-2-3	ERROR 22007
    interval		300000000-2	ERROR 22015
    interval		1 2:03	1 day 02:03:00
    interval		1 2:03:04	1 day 02:03:04
    interval		1 -2:03	1 day -02:03:00
    interval		1-2 3 4:05:06	1 year 2 mons 3 days 04:05:06
    interval		-1-2 +3 -4:05:06	-1 years -2 mons +3 days -04:05:06
    interval		1-2 3	1 year 2 mons 00:00:03
    interval		1 2 hours	1 day 02:00:00
    interval		1 2 3:00	ERROR 22007
    interval		1-2 ago	-1 years -2 mons
    interval		1 2:03 ago	-1 days -02:03:00
    interval		1 day 1-2	1 year 2 mons 1 day
    interval		-1-2.5	ERROR 22007
    interval		P0001-02-03T04:05:06	1 year 2 mons 3 days 04:05:06
    interval		P0001-02-03	1 year 2 mons 3 days
    interval		P0001	1 year
    interval		PT01:02	01:02:00
    interval		PT01:02:03.5	01:02:03.5
    interval		PT010203	01:02:03
    interval		P20210304T010203	2021 years 3 mons 4 days 01:02:03
    interval		P20210304.5T010203.5	2021 years 3 mons 4 days 13:02:03
    interval		P00010203	1 year 2 mons 3 days
    interval		P-0001-02-03T-04:05:06	-10 mons +3 days -03:54:54
    interval		P-00010203T-010203	-1 years -2 mons -3 days -01:02:03
    interval		P1.5-2	1 year 8 mons
    interval		P1Y0001-02	ERROR 22007
    interval		PT1:2:3:4	ERROR 22007
    interval		P0001-13-40T99:99:99	2 years 1 mon 40 days 100:40:39
    interval		5 MINUTES	00:05:00
    interval		1 milliseconds	00:00:00.001
    interval		1.5 ms	00:00:00.0015
    interval		-1.5 days	-1 days -12:00:00
    interval		1 month	1 mon
    interval		1 year	1 year
    interval		10 years 3 mons	10 years 3 mons
    interval		P1YT1M	1 year 00:01:00
    interval		P1DT	1 day
    interval		p1d	ERROR 22007
    interval		+1 day	1 day
    interval		1 day 2	1 day 00:00:02
    template	YYYY-MM-DD HH24:MI:SS	2020-02-03 10:11:12	2020-02-03 10:11:12+00
    template	YYYYMMDD	20200203	2020-02-03 00:00:00+00
    template	YYYY-MM-DD HH24:MI	2020/2/3 1:2	2020-02-03 01:02:00+00
    template	YYYY-MM-DD"T"HH24:MI:SS.MS	2020-02-03T10:11:12.5	2020-02-03 10:11:12.5+00
    template	YYYY-MM-DD HH12 PM	2020-02-03 11 pm	2020-02-03 23:00:00+00
    template	YYYY-MM-DD HH12 PM	2020-02-03 12 AM	2020-02-03 00:00:00+00
    template	DD Mon YYYY	3 Feb 2020	2020-02-03 00:00:00+00
    template	DD Month YYYY	3 february 2020	2020-02-03 00:00:00+00
    template	YYYY-DDD	2020-034	2020-02-03 00:00:00+00
    template	YYYY-DDD	2020-366	2020-12-31 00:00:00+00
    template	YYYY-DDD	2019-366	ERROR 22008
    template	YYYY-MM-DD HH24:MI TZH:TZM	2020-02-03 10:00 +05:30	2020-02-03 04:30:00+00
    template	YYYY-MM-DD HH24:MI:SS.US	2020-02-03 10:00:00.123456	2020-02-03 10:00:00.123456+00
    template	YYYY-MM-DD HH24:MI:SSTZH	2020-02-03 10:00:00-07	2020-02-03 17:00:00+00
    template	YYYY-MM-DD HH24:MI:SS.US	2020-02-03 10:00:00.12	2020-02-03 10:00:00.12+00
    template	YYYY-MM-DD HH24:MI:SS	2020-02-03	2020-02-03 00:00:00+00
    template	YY-MM-DD	20-02-03	2020-02-03 00:00:00+00
    template	YY-MM-DD	75-02-03	1975-02-03 00:00:00+00
    template	YYYY-MM-DD	2020-02-30	ERROR 22008
    template	YYYY-MM-DD HH24:MI	2020-02-03 24:00	ERROR 22008
    template	YYYY-MM-DD HH:MI	2020-02-03 13:00	ERROR 22007
    template	YYYY-MM-DD HH:MI	2020-02-03 12:60	ERROR 22008
    template	YYYY-MM-DD HH24:MI:SS	2020-02-03 10:00:60	ERROR 22008
    template	YYYYMMDDHH24MISS	20200203101112	2020-02-03 10:11:12+00
    template	YYYY-MM-DD	x	ERROR 22007
    trunc	second	2024-05-17 13:14:15.678901	2024-05-17 13:14:15
    trunc	second	0001-01-03 01:02:03	0001-01-03 01:02:03
    trunc	second	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	minute	2024-05-17 13:14:15.678901	2024-05-17 13:14:00
    trunc	minute	0001-01-03 01:02:03	0001-01-03 01:02:00
    trunc	minute	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	hour	2024-05-17 13:14:15.678901	2024-05-17 13:00:00
    trunc	hour	0001-01-03 01:02:03	0001-01-03 01:00:00
    trunc	hour	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	day	2024-05-17 13:14:15.678901	2024-05-17 00:00:00
    trunc	day	0001-01-03 01:02:03	0001-01-03 00:00:00
    trunc	day	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	week	2024-05-17 13:14:15.678901	2024-05-13 00:00:00
    trunc	week	0001-01-03 01:02:03	0001-01-01 00:00:00
    trunc	week	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	month	2024-05-17 13:14:15.678901	2024-05-01 00:00:00
    trunc	month	0001-01-03 01:02:03	0001-01-01 00:00:00
    trunc	month	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	quarter	2024-05-17 13:14:15.678901	2024-04-01 00:00:00
    trunc	quarter	0001-01-03 01:02:03	0001-01-01 00:00:00
    trunc	quarter	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	year	2024-05-17 13:14:15.678901	2024-01-01 00:00:00
    trunc	year	0001-01-03 01:02:03	0001-01-01 00:00:00
    trunc	year	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	decade	2024-05-17 13:14:15.678901	2020-01-01 00:00:00
    trunc	decade	0001-01-03 01:02:03	0001-01-01 00:00:00 BC
    trunc	decade	2001-01-01 00:00:00	2000-01-01 00:00:00
    trunc	century	2024-05-17 13:14:15.678901	2001-01-01 00:00:00
    trunc	century	0001-01-03 01:02:03	0001-01-01 00:00:00
    trunc	century	2001-01-01 00:00:00	2001-01-01 00:00:00
    trunc	millennium	2024-05-17 13:14:15.678901	2001-01-01 00:00:00
    trunc	millennium	0001-01-03 01:02:03	0001-01-01 00:00:00
    trunc	millennium	2001-01-01 00:00:00	2001-01-01 00:00:00
    plus	EST5EDT	1989-01-16 11:36:35|22 months -8 days 4 hours	1990-11-08 10:36:35-05
    local	Asia/Kathmandu	2024-01-26 07:40:11.123456	2024-01-26 01:55:11.123456+00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	1903-09-26 08:02:53.123456	1903-09-26 10:02:53.123456
    trunctz	minute|Europe/Berlin	7422-01-25 08:15:17	7422-01-25 08:15:00+00
    plus	Asia/Jakarta	2014-02-06 05:16:33|14 days 0 hours -11 seconds	2014-02-20 12:16:22+07
    local	Europe/Moscow	2018-04-09 03:16:57.123456	2018-04-09 00:16:57.123456+00
    zoned	+07	2035-07-27 00:14:01.5	2035-07-26 17:14:01.5
    trunctz	hour|America/Los_Angeles	1994-12-17 21:27:34	1994-12-17 21:00:00+00
    plus	EST5EDT	2012-09-21 00:25:43.123456|17 days -17 hours	2012-10-07 03:25:43.123456-04
    local	Africa/Casablanca	1253-05-10 23:10:26.123456	1253-05-10 23:40:46.123456+00
    zoned	Europe/Dublin	1882-09-28 01:37:52	1882-09-28 01:12:31
    trunctz	century|Asia/Tehran	2039-09-02 12:12:22	2000-12-31 20:30:00+00
    plus	America/Havana	2023-04-16 03:42:24.5|9 months -18 seconds	2024-01-15 23:42:06.5-05
    local	Asia/Kathmandu	1966-07-07 08:43:06.5	1966-07-07 03:13:06.5+00
    zoned	EST5EDT	2026-09-16 17:15:04.123456	2026-09-16 13:15:04.123456
    trunctz	second|Europe/Berlin	1923-03-18 06:17:48.5	1923-03-18 06:17:48+00
    plus	EST5EDT	2016-06-11 03:18:15.123456|7 days -28 seconds	2016-06-17 23:17:47.123456-04
    local	America/Sao_Paulo	6230-03-27 04:21:07.123456	6230-03-27 07:21:07.123456+00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	2007-10-18 07:36:05.5	2007-10-18 09:36:05.5
    trunctz	month|Africa/Casablanca	7501-05-04 01:52:18	7501-04-30 23:00:00+00
    plus	UTC	6776-02-27 01:12:15.123456|-23 years 13 months 17 days -6 seconds	6754-04-13 01:12:09.123456+00
    local	EST5EDT	2022-05-23 15:20:06	2022-05-23 19:20:06+00
    zoned	Asia/Kathmandu	0447-01-26 09:46:38.5	0447-01-26 15:27:54.5
    trunctz	year|Europe/Moscow	2017-02-03 10:38:29	2016-12-31 21:00:00+00
    plus	Europe/Dublin	2038-09-28 22:30:42.5|4 years -18 months -25 days 18 seconds	2041-03-03 23:31:00.5+00
    local	Asia/Tehran	9411-11-11 07:24:19	9411-11-11 03:54:19+00
    zoned	Asia/Kathmandu	1961-10-10 07:21:06.123456	1961-10-10 12:51:06.123456
    trunctz	century|CET-1CEST,M3.5.0,M10.5.0/3	4016-04-01 07:25:04.5	4000-12-31 23:00:00+00
    plus	CET-1CEST,M3.5.0,M10.5.0/3	1231-01-21 00:18:48.5|25 years 19 days 12 seconds	1256-02-09 01:19:00.5+01
    local	Asia/Jakarta	1918-03-27 10:19:06.123456	1918-03-27 03:11:54.123456+00
    zoned	+07	2009-04-05 17:58:46	2009-04-05 10:58:46
    trunctz	month|EST5EDT	1925-05-14 17:10:03.123456	1925-05-01 05:00:00+00
    plus	America/St_Johns	2029-02-22 14:51:27.123456|-2 years -5 days 1 seconds	2027-02-17 11:21:28.123456-03:30
    local	UTC	2023-01-02 22:22:37	2023-01-02 22:22:37+00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	1915-05-27 08:25:36.5	1915-05-27 10:25:36.5
    trunctz	hour|Europe/Berlin	2004-01-06 16:20:32.123456	2004-01-06 16:00:00+00
    plus	Asia/Tehran	1941-06-16 21:30:14.123456|5 years	1946-06-17 01:00:14.123456+03:30
    local	America/St_Johns	1173-09-21 11:10:32	1173-09-21 14:41:24+00
    zoned	Africa/Casablanca	2027-05-28 17:23:10.123456	2027-05-28 18:23:10.123456
    trunctz	year|Europe/Berlin	9931-09-19 12:11:09.5	9930-12-31 23:00:00+00
    plus	America/Sao_Paulo	2025-12-25 01:31:43.5|2 months	2026-02-24 22:31:43.5-03
    local	+07	4181-11-04 08:47:58	4181-11-04 15:47:58+00
    zoned	Pacific/Apia	7292-04-28 12:51:57.5	7292-04-29 01:51:57.5
    trunctz	quarter|Asia/Jakarta	2019-03-20 15:13:07.5	2018-12-31 17:00:00+00
    plus	CET-1CEST,M3.5.0,M10.5.0/3	2008-11-10 08:15:24.123456|8 seconds	2008-11-10 09:15:32.123456+01
    local	America/St_Johns	2011-03-10 04:34:12.5	2011-03-10 08:04:12.5+00
    zoned	Africa/Casablanca	2026-08-26 05:34:22.5	2026-08-26 06:34:22.5
    trunctz	quarter|Australia/Lord_Howe	2026-07-07 09:51:06	2026-06-30 13:30:00+00
    plus	Australia/Lord_Howe	8934-05-22 23:41:08|2 days	8934-05-25 10:11:08+10:30
    local	Asia/Kathmandu	2030-08-23 14:22:19.123456	2030-08-23 08:37:19.123456+00
    zoned	Europe/Moscow	2028-11-19 15:07:41.5	2028-11-19 18:07:41.5
    trunctz	quarter|America/Havana	4549-11-20 23:56:47.123456	4549-10-01 04:00:00+00
    plus	EST5EDT	1998-10-27 16:26:59.123456|12 hours	1998-10-27 23:26:59.123456-05
    local	America/Nuuk	6377-10-14 12:21:55.123456	6377-10-14 13:21:55.123456+00
    zoned	CET-1CEST,M3.5.0,M10.5.0/3	8073-12-08 20:41:18.123456	8073-12-08 21:41:18.123456
    trunctz	second|America/Sao_Paulo	1981-05-28 05:49:04.123456	1981-05-28 05:49:04+00
    plus	UTC	2013-12-14 21:34:19|-14 years -1 months -24 hours	1999-11-13 21:34:19+00
    local	America/Sao_Paulo	5820-02-22 14:01:10.123456	5820-02-22 17:01:10.123456+00
    zoned	Asia/Jakarta	6586-11-23 08:38:19	6586-11-23 15:38:19
    trunctz	decade|America/Havana	1965-05-03 02:44:53.123456	1960-01-01 05:00:00+00
    """#
