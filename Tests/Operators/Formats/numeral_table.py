#!/usr/bin/env python3
"""Writes NumeralTable.swift: what JSON numerals are, by PostgreSQL 15. Usage: numeral_table.py PSQL-OPTIONS > NumeralTable.swift"""
import random
import subprocess
import sys
from decimal import Context, Decimal

dice = random.Random(5)
numerals = """0 -0 1 -1 9 10 12 99 100 127 128 255 256 12345678 123456789 1234567890 32767 32768 -32768 -32769 2147483647 2147483648
-2147483648 -2147483649 4294967296 9007199254740991 9007199254740992 9007199254740993 -9007199254740993 9223372036854775807
9223372036854775808 -9223372036854775808 -9223372036854775809 18446744073709551615 18446744073709551616 99999999999999999999
1e0 1e1 1e3 1E3 1e+3 1e-1 1e-3 10e-1 100e-2 1.0 1.00 1.50 1.5e1 1.50e1 1.5e0 15e-1 -1.5e-3 0.1 0.2 0.3 0.5 -0.5 2.5 -2.5 0.005 0.015 -0.005
0.004999 1.005 1.015 2.675 0.0 -0.0 0e0 0e10 0e-10 0.000e5 0e999999 -0e-30 1e18 1e19 -1e19 9.223372036854775807e18 92233720368547758070e-1
9.3e18 1e22 1e23 8.5e22 1e37 1e38 9.9e37 1e39 1e100 1e308 1.7976931348623157e308 1.7976931348623158e308 1.8e308 1e309 1e400 -1e400
1e-7 1e-10 1e-22 1e-23 1e-37 1e-38 1e-39 1e-45 1e-46 1e-300 2.2250738585072014e-308 2.2250738585072011e-308 4.9e-324 5e-324 2e-324 1e-400
3.4028235e38 3.4028236e38 3.5e38 1.17549435e-38 1.4e-45 7e-46 16777216 16777217 16777219 0.30000001192092896 0.3000000119 1e10 1e11
123456.789 99999999.99 99999999.994 99999999.995 99999999.996 -99999999.995 100000000 0.123456789012345678 0.1234567890123456789
0.12345678901234567890123456789012345678 0.123456789012345678901234567890123456789 12345678901234567890123456789012345678
123456789012345678901234567890123456789 99999999999999999999999999999999999999 1234567890123456789.0 12345678901234567890.5
1.00000000000000000000000000000000000000 1.000000000000000000000000000000000000000000000000000000 100000000000000000000000000000000000000e-38
1.000000000000000000000000000000000000000000000000000001 0.00000000000000000000000000000000000000000000000000000001 1e-38 10e-39
179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880
2.4703282292062327208299439634110686182e-324 2.4703282292062328e-324 0.500000000000000166533453693773481063544750213623046875
3.518437208883201171875E13 62.5364939768271845828 8.10109172351e-10 1.50000000000000011102230246251565404236316680908203125 9007199254740991.4999999999999999999999999999999995""".split()
while len(numerals) < 330:
    whole = str(dice.randrange(10 ** dice.randrange(1, 22)))
    text = dice.choice(["", "-"]) + whole
    if dice.random() < 0.6:
        text += "." + "".join(dice.choice("0123456789") for _ in range(dice.randrange(1, 20)))
    if dice.random() < 0.4:
        text += dice.choice("eE") + dice.choice(["", "+", "-"]) + str(dice.randrange(dice.choice([5, 40, 330])))
    numerals.append(text)

sql = ["create function pg_temp.answer(expression text) returns text language plpgsql as $f$ declare a text; begin",
       "execute 'select ('||expression||')::text' into a; return a; exception when others then return '!'; end $f$;"]
for numeral in numerals:
    for kind in ("numeric", "numeric(10,2)", "float8", "float4"):
        sql.append(f"select pg_temp.answer($q$'{numeral}'::{kind}$q$);")
result = subprocess.run(["psql", "-XqAt", *sys.argv[1:]], input="\n".join(sql), text=True, capture_output=True, check=True)
answers = result.stdout.split("\n")[:-1]
assert len(answers) == 4 * len(numerals)


def within_38(text):
    digits = text.lstrip("-").replace(".", "").lstrip("0")
    scale = len(text.split(".")[1]) if "." in text else 0
    return text if len(digits) <= 38 and scale <= 38 else "!"


print("/// JSON numerals, written by numeral_table.py: text, bigint, numeric, numeric(10,2), double precision,")
print("/// real; `!` does not fit, `~` has a fraction.")
print('let numeralTable = """')
for index, numeral in enumerate(numerals):
    numeric, money, double, real = answers[index * 4:index * 4 + 4]
    exact = Context(prec=400, Emax=10 ** 7, Emin=-10 ** 7).create_decimal(numeral)
    small = exact.is_zero() or exact.adjusted() < 19
    if small and not exact.is_zero() and (exact.adjusted() < 0 or exact != exact.to_integral_value()):
        bigint = "~"
    else:
        bigint = str(int(exact)) if small and -2 ** 63 <= int(exact) < 2 ** 63 else "!"
    if bigint == "!" and exact.as_tuple().exponent < 0 and exact != exact.to_integral_value():
        bigint = "~"
    money = money if money == "!" else within_38(money)
    numeric = numeric if numeric == "!" else within_38(numeric)
    line = "    " + "\t".join((numeral, bigint, numeric, money, double, real))
    if len(line) <= 118:
        print(line)
print('    """')
