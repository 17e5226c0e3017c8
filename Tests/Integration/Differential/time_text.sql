-- dates and times beyond ISO 8601
'15 Jan 2024 10:30:00 +0000'::text::timestamptz
'15 Jan 2024 10:30:00 +0000'::text::timestamp
'15 Jan 2024 10:30:00 +0000'::text::date
'Jan 15, 2024'::text::timestamptz
'Jan 15, 2024'::text::timestamp
'Jan 15, 2024'::text::date
'January 15 2024 10:30 PM'::text::timestamptz
'January 15 2024 10:30 PM'::text::timestamp
'January 15 2024 10:30 PM'::text::date
'2024/01/15'::text::timestamptz
'2024/01/15'::text::timestamp
'2024/01/15'::text::date
'20240115'::text::timestamptz
'20240115'::text::timestamp
'20240115'::text::date
'20240115T103000Z'::text::timestamptz
'20240115T103000Z'::text::timestamp
'20240115T103000Z'::text::date
'01/15/2024'::text::timestamptz
'01/15/2024'::text::timestamp
'01/15/2024'::text::date
'1/5/24'::text::timestamptz
'1/5/24'::text::timestamp
'1/5/24'::text::date
'12/1/2010 8:26'::text::timestamptz
'12/1/2010 8:26'::text::timestamp
'12/1/2010 8:26'::text::date
'2024-01-15 10:30:00 Europe/Berlin'::text::timestamptz
'2024-01-15 10:30:00 Europe/Berlin'::text::timestamp
'2024-01-15 10:30:00 Europe/Berlin'::text::date
'2024-01-15 10:30:00 EST'::text::timestamptz
'2024-01-15 10:30:00 EST'::text::timestamp
'2024-01-15 10:30:00 EST'::text::date
'2024-07-15 10:30 America/New_York'::text::timestamptz
'2024-07-15 10:30 America/New_York'::text::timestamp
'2024-07-15 10:30 America/New_York'::text::date
'15-Jan-2024'::text::timestamptz
'15-Jan-2024'::text::timestamp
'15-Jan-2024'::text::date
'15-jan-24'::text::timestamptz
'15-jan-24'::text::timestamp
'15-jan-24'::text::date
'Jan-15-2024'::text::timestamptz
'Jan-15-2024'::text::timestamp
'Jan-15-2024'::text::date
'2024-Jan-15'::text::timestamptz
'2024-Jan-15'::text::timestamp
'2024-Jan-15'::text::date
'Mon, 15 Jan 2024 10:30:00 GMT'::text::timestamptz
'Mon, 15 Jan 2024 10:30:00 GMT'::text::timestamp
'Mon, 15 Jan 2024 10:30:00 GMT'::text::date
'Monday, January 15, 2024'::text::timestamptz
'Monday, January 15, 2024'::text::timestamp
'Monday, January 15, 2024'::text::date
'2024-01-15 BC'::text::timestamptz
'2024-01-15 BC'::text::timestamp
'2024-01-15 BC'::text::date
'0044-03-15 BC'::text::timestamptz
'0044-03-15 BC'::text::timestamp
'0044-03-15 BC'::text::date
'January 8, 99 BC'::text::timestamptz
'January 8, 99 BC'::text::timestamp
'January 8, 99 BC'::text::date
'20240115 103000'::text::timestamptz
'20240115 103000'::text::timestamp
'20240115 103000'::text::date
'20240115 1030'::text::timestamptz
'20240115 1030'::text::timestamp
'20240115 1030'::text::date
'2024.01.15'::text::timestamptz
'2024.01.15'::text::timestamp
'2024.01.15'::text::date
'15.01.2024'::text::timestamptz
'15.01.2024'::text::timestamp
'15.01.2024'::text::date
'1.5.2024'::text::timestamptz
'1.5.2024'::text::timestamp
'1.5.2024'::text::date
'2024-015'::text::timestamptz
'2024-015'::text::timestamp
'2024-015'::text::date
'2024 015'::text::timestamptz
'2024 015'::text::timestamp
'2024 015'::text::date
'99-01-08'::text::timestamptz
'99-01-08'::text::timestamp
'99-01-08'::text::date
'990108'::text::timestamptz
'990108'::text::timestamp
'990108'::text::date
'08-Jan-99'::text::timestamptz
'08-Jan-99'::text::timestamp
'08-Jan-99'::text::date
'2024-01-15 10:30 AM'::text::timestamptz
'2024-01-15 10:30 AM'::text::timestamp
'2024-01-15 10:30 AM'::text::date
'2024-01-15 12:30 am'::text::timestamptz
'2024-01-15 12:30 am'::text::timestamp
'2024-01-15 12:30 am'::text::date
'2024-01-15 12:30 pm'::text::timestamptz
'2024-01-15 12:30 pm'::text::timestamp
'2024-01-15 12:30 pm'::text::date
'2024-01-15 13:30 PM'::text::timestamptz
'2024-01-15 13:30 PM'::text::timestamp
'2024-01-15 13:30 PM'::text::date
'2024-01-15 25:00'::text::timestamptz
'2024-01-15 25:00'::text::timestamp
'2024-01-15 25:00'::text::date
'2024-02-30'::text::timestamptz
'2024-02-30'::text::timestamp
'2024-02-30'::text::date
'13/13/2024'::text::timestamptz
'13/13/2024'::text::timestamp
'13/13/2024'::text::date
'10:30'::text::timestamptz
'10:30'::text::timestamp
'10:30'::text::date
'2024'::text::timestamptz
'2024'::text::timestamp
'2024'::text::date
'Jan 2024'::text::timestamptz
'Jan 2024'::text::timestamp
'Jan 2024'::text::date
'15 Jan'::text::timestamptz
'15 Jan'::text::timestamp
'15 Jan'::text::date
'foo'::text::timestamptz
'foo'::text::timestamp
'foo'::text::date
'2024-01-15 foo'::text::timestamptz
'2024-01-15 foo'::text::timestamp
'2024-01-15 foo'::text::date
'2024-01-15 10:30 Mars/Base'::text::timestamptz
'2024-01-15 10:30 Mars/Base'::text::timestamp
'2024-01-15 10:30 Mars/Base'::text::date
'Sat Jan 13 10:30:00 2024'::text::timestamptz
'Sat Jan 13 10:30:00 2024'::text::timestamp
'Sat Jan 13 10:30:00 2024'::text::date
'Sat Jan 13 10:30:00 UTC 2024'::text::timestamptz
'Sat Jan 13 10:30:00 UTC 2024'::text::timestamp
'Sat Jan 13 10:30:00 UTC 2024'::text::date
'Sat Jan 13 10:30:00 PST 2024'::text::timestamptz
'Sat Jan 13 10:30:00 PST 2024'::text::timestamp
'Sat Jan 13 10:30:00 PST 2024'::text::date
'2024-01-15T10:30:00.123456789Z'::text::timestamptz
'2024-01-15T10:30:00.123456789Z'::text::timestamp
'2024-01-15T10:30:00.123456789Z'::text::date
'2024-01-15t10:30'::text::timestamptz
'2024-01-15t10:30'::text::timestamp
'2024-01-15t10:30'::text::date
'2024-01-15 10:30:00.5 PM'::text::timestamptz
'2024-01-15 10:30:00.5 PM'::text::timestamp
'2024-01-15 10:30:00.5 PM'::text::date
'2024-01-15 24:00:00'::text::timestamptz
'2024-01-15 24:00:00'::text::timestamp
'2024-01-15 24:00:00'::text::date
'2024-01-15 24:00:01'::text::timestamptz
'2024-01-15 24:00:01'::text::timestamp
'2024-01-15 24:00:01'::text::date
'2024-1-5 1:2:3'::text::timestamptz
'2024-1-5 1:2:3'::text::timestamp
'2024-1-5 1:2:3'::text::date
'2024-01-15 10:30:00+05:30'::text::timestamptz
'2024-01-15 10:30:00+05:30'::text::timestamp
'2024-01-15 10:30:00+05:30'::text::date
'2024-01-15 10:30:00 +0530'::text::timestamptz
'2024-01-15 10:30:00 +0530'::text::timestamp
'2024-01-15 10:30:00 +0530'::text::date
'2024-01-15 10:30:00-8'::text::timestamptz
'2024-01-15 10:30:00-8'::text::timestamp
'2024-01-15 10:30:00-8'::text::date
'Jan 15 10:30:00 2024'::text::timestamptz
'Jan 15 10:30:00 2024'::text::timestamp
'Jan 15 10:30:00 2024'::text::date
'15 January 2024 at 10:30'::text::timestamptz
'15 January 2024 at 10:30'::text::timestamp
'15 January 2024 at 10:30'::text::date
'2024-12-31 23:59:60'::text::timestamptz
'2024-12-31 23:59:60'::text::timestamp
'2024-12-31 23:59:60'::text::date
'1/15/2024 10:30:15.25 PM'::text::timestamptz
'1/15/2024 10:30:15.25 PM'::text::timestamp
'1/15/2024 10:30:15.25 PM'::text::date
'2024-01-15 10.30'::text::timestamptz
'2024-01-15 10.30'::text::timestamp
'2024-01-15 10.30'::text::date
'2024-01-15 1030'::text::timestamptz
'2024-01-15 1030'::text::timestamp
'2024-01-15 1030'::text::date
'2024-01-15 103015'::text::timestamptz
'2024-01-15 103015'::text::timestamp
'2024-01-15 103015'::text::date
'2024-01-15 103015.5'::text::timestamptz
'2024-01-15 103015.5'::text::timestamp
'2024-01-15 103015.5'::text::date
'99991231'::text::timestamptz
'99991231'::text::timestamp
'99991231'::text::date
'Sept 5 2024'::text::timestamptz
'Sept 5 2024'::text::timestamp
'Sept 5 2024'::text::date
'2024-06-31'::text::timestamptz
'2024-06-31'::text::timestamp
'2024-06-31'::text::date
'  2024-01-15  '::text::timestamptz
'  2024-01-15  '::text::timestamp
'  2024-01-15  '::text::date
'2024-01-15,10:30'::text::timestamptz
'2024-01-15,10:30'::text::timestamp
'2024-01-15,10:30'::text::date
'(2024-01-15)'::text::timestamptz
'(2024-01-15)'::text::timestamp
'(2024-01-15)'::text::date
'2024-01-15 10:30 CEST'::text::timestamptz
'2024-01-15 10:30 CEST'::text::timestamp
'2024-01-15 10:30 CEST'::text::date
'2024-01-15 Z'::text::timestamptz
'2024-01-15 Z'::text::timestamp
'2024-01-15 Z'::text::date
'2024-01-15 zulu'::text::timestamptz
'2024-01-15 zulu'::text::timestamp
'2024-01-15 zulu'::text::date
'15/1/2024'::text::timestamptz
'15/1/2024'::text::timestamp
'15/1/2024'::text::date
'2/29/2023'::text::timestamptz
'2/29/2023'::text::timestamp
'2/29/2023'::text::date
'12-25-2024'::text::timestamptz
'12-25-2024'::text::timestamp
'12-25-2024'::text::date
'2024-13-01'::text::timestamptz
'2024-13-01'::text::timestamp
'2024-13-01'::text::date
'1/2/3'::text::timestamptz
'1/2/3'::text::timestamp
'1/2/3'::text::date
'1-2-3'::text::timestamptz
'1-2-3'::text::timestamp
'1-2-3'::text::date
'10:30 Jan 15 2024'::text::timestamptz
'10:30 Jan 15 2024'::text::timestamp
'10:30 Jan 15 2024'::text::date
'240115'::text::timestamptz
'240115'::text::timestamp
'240115'::text::date
'240115 10:30'::text::timestamptz
'240115 10:30'::text::timestamp
'240115 10:30'::text::date
'2024-01-15 10:30:00 utc'::text::timestamptz
'2024-01-15 10:30:00 utc'::text::timestamp
'2024-01-15 10:30:00 utc'::text::date
'2024-01-15 10:30 -03:30:15'::text::timestamptz
'2024-01-15 10:30 -03:30:15'::text::timestamp
'2024-01-15 10:30 -03:30:15'::text::date
-- names of arguments
make_interval(hours => i, mins => 5)
make_interval(days => j)
make_interval(1, mins => 2)
make_date(year => 2024, month => 2, day => 29)
