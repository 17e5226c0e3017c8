#!/usr/bin/env bash
# The peer of JSONSuite: simdjson On-Demand (Debian: libsimdjson-dev) on the same bytes, into columns as well.
# Usage: simdjson.sh [EVENTS] [ROUNDS]; CPLUS_INCLUDE_PATH and LIBRARY_PATH as the compiler knows them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/peer.cpp" <<'CPP'
#include <simdjson.h>
#include <algorithm>
#include <ctime>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>
using namespace simdjson;

static uint64_t dice = 1;
static int roll(int limit) {
    dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
    return (int)((dice >> 33) % (uint64_t)limit);
}
static std::string hex(int digits) {
    std::string text;
    for (int i = 0; i < digits; i++) text += "0123456789abcdef"[roll(16)];
    return text;
}
static double nanoseconds() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

int main(int argc, char **argv) {
    int events = argc > 1 ? atoi(argv[1]) : 100000, rounds = argc > 2 ? atoi(argv[2]) : 15;
    const char *categories[] = {"Hair Care", "Bath & Body", "Makeup", "Skin Care", "Fragrance", "Tools"};
    const char *brands[] = {"Laneige", "Maybelline", "Vaseline", "Wardah", "Emina", "Somethinc", "Loreal"};
    const char *products[] = {"Face Pallete", "Eyeliner", "Lipbalm", "Shampoo", "Sunscreen", "Serum", "Body Lotion"};
    const char *payments[] = {"Paylater", "Debit Card", "Credit Card", "Cash", "E-Wallet"};
    std::string all;
    std::vector<size_t> bounds = {0};
    for (int i = 0; i < events; i++) {
        std::string id = hex(8) + "-" + hex(4) + "-" + hex(4) + "-" + hex(4) + "-" + hex(12);
        std::string brand = brands[roll(7)], product = products[roll(7)];
        all += "{\"transaction_id\": \"" + id + "\", \"customer_id\": " + std::to_string(1 + roll(1000));
        all += ", \"category\": \"" + std::string(categories[roll(6)]) + "\", \"brand\": \"" + brand;
        all += "\", \"product_name\": \"" + product + "\", \"quantity\": " + std::to_string(1 + roll(10));
        all += ", \"price\": " + std::to_string(10000 + roll(2000000));
        all += ", \"payment_method\": \"" + std::string(payments[roll(5)]);
        all += "\", \"timestamp\": " + std::to_string(1737904330 + i / 20) + "}";
        bounds.push_back(all.size());
    }
    size_t total = all.size();
    all.append(SIMDJSON_PADDING, ' ');
    ondemand::parser parser;
    std::vector<std::string_view> text(5 * 1000);
    std::vector<int64_t> number(4 * 1000);
    std::vector<double> times;
    for (int round = 0; round < rounds; round++) {
        double start = nanoseconds();
        for (int i = 0; i < events; i++) {
            int row = i % 1000;
            padded_string_view view(all.data() + bounds[i], bounds[i + 1] - bounds[i], all.size() - bounds[i]);
            auto document = parser.iterate(view);
            ondemand::object object = document.get_object();
            auto check = [](error_code error) { if (error) { puts("bad record"); exit(1); } };
            check(object.find_field("transaction_id").get_string().get(text[row]));
            check(object.find_field("customer_id").get_int64().get(number[row]));
            check(object.find_field("category").get_string().get(text[1000 + row]));
            check(object.find_field("brand").get_string().get(text[2000 + row]));
            check(object.find_field("product_name").get_string().get(text[3000 + row]));
            check(object.find_field("quantity").get_int64().get(number[1000 + row]));
            check(object.find_field("price").get_int64().get(number[2000 + row]));
            check(object.find_field("payment_method").get_string().get(text[4000 + row]));
            check(object.find_field("timestamp").get_int64().get(number[3000 + row]));
        }
        times.push_back((nanoseconds() - start) / events);
    }
    std::sort(times.begin(), times.end());
    double median = times[times.size() / 2];
    printf("simdjson On-Demand (%s), nine fields: %.1f ns/event, best %.1f, %.1f GB/s\n",
           get_active_implementation()->name().c_str(), median, times[0], double(total) / events / median);
}
CPP
g++ -O3 -march=native -std=c++17 -o "$folder/peer" "$folder/peer.cpp" -lsimdjson
"$folder/peer" "$@"
