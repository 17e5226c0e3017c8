/// Functions that PostgreSQL has and a job does not: that they "do not exist" would send people looking for a typo.
enum UnsupportedFunctions {
    /// Functions of one value.
    static let scalar: Set<String> = [
        "age", "array_fill", "array_to_json", "bit_count", "bit_length", "cbrt", "clock_timestamp", "convert", "crc32",
        "date_add", "date_subtract", "erf",
        "factorial", "gcd", "get_bit", "int4range", "int8range", "inet_server_addr", "isfinite", "json_agg",
        "json_array_length", "json_build_array", "json_build_object", "json_extract_path", "json_extract_path_text",
        "json_object", "json_object_agg", "json_typeof", "jsonb_agg", "jsonb_insert", "jsonb_object",
        "jsonb_object_agg", "jsonb_path_exists", "jsonb_path_match", "jsonb_path_query", "jsonb_path_query_array",
        "jsonb_path_query_first", "jsonb_pretty", "jsonb_set", "jsonb_set_lax", "jsonb_strip_nulls", "justify_days",
        "justify_hours", "justify_interval", "lcm", "make_interval", "make_time", "make_timestamp", "make_timestamptz",
        "min_scale", "normalize", "num_nonnulls", "num_nulls", "numrange", "parse_ident", "pg_typeof",
        "phraseto_tsquery",
        "plainto_tsquery", "quote_ident", "quote_literal", "quote_nullable", "regexp_instr", "regexp_matches",
        "row_to_json", "scale", "set_bit", "set_byte", "sha224", "sha256", "sha384", "sha512", "string_to_table",
        "timeofday", "to_ascii", "to_json", "to_number", "to_tsquery", "to_tsvector", "trim_scale",
        "ts_rank", "tstzrange", "unistr", "unnest", "width_bucket",
    ]

    /// What to write instead.
    static let instead: [String: String] = [
        "json_build_object": "Write jsonb_build_object(...).", "json_build_array": "Write jsonb_build_array(...).",
        "json_extract_path": "Write jsonb_extract_path(...) over a column of type jsonb.",
        "json_extract_path_text": "Write jsonb_extract_path_text(...) over a column of type jsonb.",
        "json_array_length": "Write jsonb_array_length(...) over a column of type jsonb.",
        "json_typeof": "Write jsonb_typeof(...) over a column of type jsonb.",
        "to_json": "Write to_jsonb(...).", "array_to_json": "Write to_jsonb(...).",
        "jsonb_path_query_first": "A path without conditions is written with #> or #>>: j #>> '{a,b}'.",
        "to_number": "Take the other characters out and cast: replace(x, ',', '')::numeric.",
        "regexp_matches": "regexp_match gives the first match.",
        "jsonb_agg": "array_agg gives an array, which files and topics show as JSON.",
        "json_agg": "array_agg gives an array, which files and topics show as JSON.",
        "string_to_table": "Write FROM t, unnest(string_to_array(column, ',')) AS part.",
    ]

    /// Functions of FROM.
    static let inFrom: Set<String> = [
        "generate_series", "generate_subscripts", "json_array_elements", "json_array_elements_text", "json_each",
        "json_each_text", "json_object_keys", "json_populate_recordset", "json_to_record", "json_to_recordset",
        "jsonb_each", "jsonb_each_text", "jsonb_object_keys", "jsonb_path_query", "jsonb_populate_record",
        "jsonb_populate_recordset", "jsonb_to_record", "jsonb_to_recordset", "regexp_matches",
        "regexp_split_to_table", "string_to_table",
    ]
}
