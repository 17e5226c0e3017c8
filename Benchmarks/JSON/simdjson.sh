#!/usr/bin/env bash
# Builds the peer of JSONSuite: simdjson On-Demand (Debian: libsimdjson-dev) on the same bytes, into columns as well.
# Usage: simdjson.sh READERS OUTPUT; READERS is what SimdjsonPeer.swift wrote: a function for each kind of event.
# CPLUS_INCLUDE_PATH and LIBRARY_PATH as the compiler knows them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$1" "$folder/readers.inc"
cat > "$folder/peer.cpp" <<'CPP'
#include <simdjson.h>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>
using namespace simdjson;

static const int batch = 1000, fields = 16;

// Typed columns of one batch. With `keep` texts outlive the parser's buffer, which the next record overwrites.
struct Columns {
    std::vector<std::string_view> texts = std::vector<std::string_view>(fields * batch);
    std::vector<int64_t> numbers = std::vector<int64_t>(fields * batch);
    std::vector<char> arena = std::vector<char>(1 << 22);
    size_t used = 0;
    template <bool keep> void text(int field, int row, std::string_view value) {
        if (keep) {
            memcpy(arena.data() + used, value.data(), value.size());
            value = std::string_view(arena.data() + used, value.size());
            used += value.size();
        }
        texts[field * batch + row] = value;
    }
    void number(int field, int row, int64_t value) { numbers[field * batch + row] = value; }
};

static uint64_t mixed(uint64_t value, uint64_t row, uint64_t field) {
    uint64_t mix = (value ^ (row << 8 | field)) * 0x9E3779B97F4A7C15ULL;
    return mix ^ mix >> 32;
}
static uint64_t bytes_of(std::string_view text) {
    uint64_t hash = 0xCBF29CE484222325ULL;
    for (unsigned char byte : text) hash = (hash ^ byte) * 0x100000001B3ULL;
    return hash;
}
static int64_t unix_time(int64_t value) {
    return value < 100000000000 ? (value - 946684800) * 1000000 : value * 1000 - 946684800000000;
}
// "YYYY-MM-DD HH:MM:SS", perhaps with milliseconds: what follows is UTC.
static bool text_time(std::string_view text, int64_t &value) {
    if (text.size() < 19) return false;
    bool good = true;
    auto digits = [&](int at, int count) {
        int sum = 0;
        for (int i = at; i < at + count; i++) {
            unsigned digit = (unsigned char)text[i] - 48u;
            good = good && digit < 10;
            sum = sum * 10 + (int)digit;
        }
        return sum;
    };
    int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    int64_t clock = digits(11, 2) * 3600 + digits(14, 2) * 60 + digits(17, 2);
    int millis = text.size() >= 23 && text[19] == '.' ? digits(20, 3) : 0;
    int era_year = month <= 2 ? year - 1 : year, era = era_year / 400, of_era = era_year - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t days = era * 146097LL + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468 - 10957;
    value = (days * 86400 + clock) * 1000000 + millis * 1000;
    return good;
}
#define TRY(expression) if (expression) return false
#include "readers.inc"

static double nanoseconds() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

struct Events {
    std::string all;
    std::vector<int64_t> bounds;
};

template <class Reader> static size_t pass(const Events &events, ondemand::parser &parser, Columns &columns,
                                           Reader reader, uint64_t &hash) {
    size_t rows = 0, count = events.bounds.size() - 1;
    for (size_t i = 0; i < count; i++) {
        if (i % batch == 0) columns.used = 0;
        const char *start = events.all.data() + events.bounds[i];
        size_t size = events.bounds[i + 1] - events.bounds[i];
        ondemand::document document;
        if (parser.iterate(start, size, events.all.size() - events.bounds[i]).get(document)) continue;
        if (reader(document, columns, rows % batch, rows, hash)) rows++;
    }
    return rows;
}

// peer KIND ordered|any view|keep ROUNDS FILE: a time in nanoseconds for each round, then rows and hash.
int main(int argc, char **argv) {
    if (argc != 6) return 2;
    FILE *file = fopen(argv[5], "r");
    int64_t count = 0;
    if (!file || fread(&count, 8, 1, file) != 1) return 2;
    Events events;
    events.bounds.resize(count + 1);
    if (fread(events.bounds.data(), 8, count + 1, file) != size_t(count + 1)) return 2;
    events.all.resize(events.bounds[count] + SIMDJSON_PADDING, ' ');
    if (fread(&events.all[0], 1, events.bounds[count], file) != size_t(events.bounds[count])) return 2;
    bool ordered = !strcmp(argv[2], "ordered"), keep = !strcmp(argv[3], "keep");
    ondemand::parser parser;
    Columns columns;
    uint64_t hash = 0;
    size_t rows = 0;
    for (int round = atoi(argv[4]); round >= 0; round--) {
        // The last pass is the check, and not timed.
        double start = nanoseconds();
        hash = 0;
        if (!dispatch(argv[1], ordered, keep, round == 0, events, parser, columns, hash, rows)) return 2;
        if (round > 0) printf("%.3f\n", (nanoseconds() - start) / count);
    }
    printf("%zu %llu %s\n", rows, (unsigned long long)hash, get_active_implementation()->name().c_str());
}
CPP
g++ -O3 -march=native -std=c++17 -I"$folder" -o "$2" "$folder/peer.cpp" -lsimdjson
