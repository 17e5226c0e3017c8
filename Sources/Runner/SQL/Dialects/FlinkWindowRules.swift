/// Windows as Flink and Arroyo write them.
let flinkWindowRules: [DialectRule] = [
    DialectRule(
        "table ( session ( table $t partition by $*key , "
            + "descriptor ( $ts ) , $*gap ) )", "Flink", "TABLE(SESSION(...))",
        "Write FROM session({t}, {ts}, {gap}) and GROUP BY {key}, window_start, window_end."),
    DialectRule(
        "table ( session ( table $t , descriptor ( $ts ) , $*gap ) )", "Flink", "TABLE(SESSION(...))",
        "Write FROM session({t}, {ts}, {gap}) and GROUP BY window_start, window_end."),
    DialectRule(
        "table ( tumble ( table $t , descriptor ( $ts ) , $*size , $*offset ) )", "Flink", "TABLE(TUMBLE(...))",
        "Write FROM tumble({t}, {ts}, {size}, origin => timestamptz '1970-01-01 00:00:00+00' + {offset})."),
    DialectRule(
        "table ( tumble ( data => table $t , timecol => descriptor ( "
            + "$ts ) , size => $*size ) )", "Flink", "TABLE(TUMBLE(...))",
        "Write FROM tumble({t}, {ts}, {size})."),
    DialectRule(
        "table ( hop ( data => table $t , timecol => descriptor ( $ts ) , slide => "
            + "$*slide , size => $*size ) )", "Flink", "TABLE(HOP(...))",
        "Write FROM hop({t}, {ts}, {slide}, {size})."),
    DialectRule(
        "table ( tumble ( table $t , descriptor ( $ts ) , $*size ) )", "Flink", "TABLE(TUMBLE(...))",
        "Write FROM tumble({t}, {ts}, {size})."),
    DialectRule(
        "table ( hop ( table $t , descriptor ( $ts ) , $*slide , $*size ) )", "Flink", "TABLE(HOP(...))",
        "Write FROM hop({t}, {ts}, {slide}, {size})."),
    DialectRule("table ( tumble (", "Flink", "TABLE(TUMBLE(...))", "Write FROM tumble(t, ts, interval '5 minutes')."),
    DialectRule(
        "table ( hop (", "Flink", "TABLE(HOP(...))", "Write FROM hop(t, ts, interval '1 minute', interval '5 minutes')."
    ),
    DialectRule(
        "table ( session (", "Flink", "TABLE(SESSION(...))", "Write FROM session(t, ts, interval '5 minutes')."),
    DialectRule(
        "table ( cumulate (", "Flink", "TABLE(CUMULATE(...))",
        "Cumulating windows are not supported: write tumble with emit = 'changes'."),
    DialectRule(
        "tumble_start (", "Flink", "TUMBLE_START(...)",
        "Write window_start, with FROM tumble(t, ts, interval '5 minutes').",
        alsoParses: true),
    DialectRule(
        "tumble_end (", "Flink", "TUMBLE_END(...)", "Write window_end, with FROM tumble(t, ts, interval '5 minutes').",
        alsoParses: true),
    DialectRule(
        "hop_start (", "Flink", "HOP_START(...)", "Write window_start, with FROM hop(t, ts, slide, size).",
        alsoParses: true),
    DialectRule(
        "hop_end (", "Flink", "HOP_END(...)", "Write window_end, with FROM hop(t, ts, slide, size).", alsoParses: true),
    DialectRule(
        "session_start (", "Flink", "SESSION_START(...)", "Write window_start, with FROM session(t, ts, gap).",
        alsoParses: true),
    DialectRule(
        "session_end (", "Flink", "SESSION_END(...)", "Write window_end, with FROM session(t, ts, gap).",
        alsoParses: true),
    DialectRule(
        "group by tumble ( $ts , $*size )", "Flink", "GROUP BY TUMBLE(...)",
        "Write FROM tumble(t, {ts}, {size}) and GROUP BY window_start.", alsoParses: true),
    DialectRule(
        "group by hop ( $ts ,", "Flink", "GROUP BY HOP(...)",
        "Write FROM hop(t, {ts}, slide, size) and GROUP BY window_start.",
        alsoParses: true),
    DialectRule(
        ", tumble ( $ts , interval", "Flink", "GROUP BY TUMBLE(...)",
        "Write FROM tumble(t, {ts}, interval '5 minutes') and GROUP BY window_start.", alsoParses: true),
    DialectRule(
        "tumble ( table $t , descriptor ( $ts ) , $*size )", "Flink", "TUMBLE(..., DESCRIPTOR(...), ...)",
        "Write FROM tumble({t}, {ts}, {size})."),
    DialectRule(
        "tumble ( $t , descriptor ( $ts ) , $*size )", "Flink", "TUMBLE(..., DESCRIPTOR(...), ...)",
        "Write FROM tumble({t}, {ts}, {size}).", alsoParses: true),
    DialectRule(
        "hop ( table $t , descriptor ( $ts ) , $*slide , $*size )", "Flink", "HOP(..., DESCRIPTOR(...), ...)",
        "Write FROM hop({t}, {ts}, {slide}, {size})."),
    DialectRule(
        "hop ( $t , descriptor ( $ts ) , $*slide , $*size )", "Flink", "HOP(..., DESCRIPTOR(...), ...)",
        "Write FROM hop({t}, {ts}, {slide}, {size}).", alsoParses: true),
    DialectRule(
        "session ( table $t partition by $*key , "
            + "descriptor ( $ts ) , $*gap )", "Flink", "SESSION(..., DESCRIPTOR(...), ...)",
        "Write FROM session({t}, {ts}, {gap}) and GROUP BY {key}, window_start, window_end."),
    DialectRule(
        "session ( table $t , descriptor ( $ts ) , $*gap )", "Flink", "SESSION(..., DESCRIPTOR(...), ...)",
        "Write FROM session({t}, {ts}, {gap}) and GROUP BY window_start, window_end."),
    DialectRule(
        "session ( $t , descriptor ( $ts ) , $*gap )", "Flink", "SESSION(..., DESCRIPTOR(...), ...)",
        "Write FROM session({t}, {ts}, {gap}) and GROUP BY window_start, window_end.", alsoParses: true),
    DialectRule(
        "session ( $t partition by $*key , $ts , $*gap )", "Flink", "SESSION(... PARTITION BY ...)",
        "Write FROM session({t}, {ts}, {gap}) and GROUP BY {key}, window_start, window_end."),
    DialectRule(
        "cumulate (", "Flink", "CUMULATE(...)",
        "Cumulating windows are not supported: write tumble with emit = 'changes'.", alsoParses: true),
    DialectRule(
        "tumble ( interval $'n )", "Arroyo", "tumble(...) of a size alone",
        "Write FROM tumble(t, ts, interval {n}) and GROUP BY window_start, window_end.", alsoParses: true),
    DialectRule(
        "hop ( interval $'slide , interval $'size )", "Arroyo", "hop(...) of sizes alone",
        "Write FROM hop(t, ts, interval {slide}, interval {size}) and GROUP BY "
            + "window_start, window_end.", alsoParses: true),
    DialectRule(
        "session ( interval $'n )", "Arroyo", "session(...) of a gap alone",
        "Write FROM session(t, ts, interval {n}) and GROUP BY the keys, window_start, window_end.", alsoParses: true),
]
