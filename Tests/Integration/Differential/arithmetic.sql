-- integers
i + j
i - j
i * j
i / j
i % j
-i
+i
@ i
abs(i)
s + s
s * s
s - s
s / s
s % s
-s
abs(s)
s + i
i + l
s * l
l + m
l - m
l * m
l / m
l % m
-l
abs(l)
i + 1
1 + i
i - 1
1 - i
i * 2
2 * i
i / 2
100 / i
i % 3
l * 10
i & 255
i | 1
i # j
~i
i << 3
i >> 2
l << 40
s >> 1
s << 4
i / 0
i % 0
mod(i, j)
mod(l, m)
gcd(i, j)
lcm(i, j)
gcd(l, m)
lcm(l, m)
div(n, k)
sign(n)
-- numeric
n + k
n - k
n * k
n / k
n % k
-n
abs(n)
p + p
p * p
p / 3
p * 1.175
p * i
i / 3.0
n + 1
n * 2
n / 7
n / 3
1 / n
1.0 / 3
2 / 3.000
n + i
n * s
round(n)
round(n, 2)
round(n, 0)
round(n, -1)
round(n, -3)
round(p, 1)
trunc(n)
trunc(n, 1)
trunc(n, -2)
ceil(n)
ceiling(n)
floor(n)
ceil(p)
floor(p)
sign(p)
mod(n, 3)
mod(p, k)
scale(n)
min_scale(p)
trim_scale(p)
n / 1000000
n / 0
n % 0
n / (i - 1)
width_bucket(n, 0, 100, 10)
width_bucket(d, 0, 100, 10)
width_bucket(i, 10, 0, 5)
0.1 + 0.2
n * 0.000001
n - n
round(-n, 1)
12345.6789 * p
(n * 100) / 3
round(n / 3, 4)
p / p
-- floats
d + e
d - e
d * e
d / e
-d
abs(d)
@ d
r + r
r * r
r / r
r - r
r + d
d + 1
d * 0.1
r * 0.1
r + 1
d + i
i * d
n * d
n + d
d / 0
r / 0
d / i
ceil(d)
floor(d)
round(d)
trunc(d)
sign(d)
ceil(r)
round(r)
sqrt(d)
sqrt(abs(d))
cbrt(d)
exp(e)
ln(d)
ln(abs(d))
log(abs(d))
log10(abs(d))
power(d, 2)
power(d, e)
d ^ 2
e ^ 0.5
power(2, i)
sin(e)
cos(e)
tan(e)
asin(e)
acos(e)
atan(d)
atan2(d, e)
sind(e)
cosd(e)
tand(e)
cotd(e)
asind(d / 1e10)
acosd(e)
atand(e)
atan2d(d, e)
sind(i * 15)
cosd(i * 15)
tand(i * 15 + 7)
cotd(i * 15 + 7)
sind(-180) + cosd(120) + tand(135) + cotd(-45)
sind(30) + cosd(60) + tand(45) + cotd(45) + cosd(90) + sind(450)
asind(0.5) + acosd(-0.5) + asind(-0.7) + acosd(0.9) + atand(-1) + atan2d(-1, -1)
sind('infinity')
asind(1.1)
tand('nan')
tand(90)
cotd(0)
degrees(e)
radians(e)
pi()
sinh(e)
cosh(e)
tanh(e)
asinh(e)
acosh(e)
atanh(e)
|/ e
||/ e
factorial(s)
greatest(i, j)
least(i, j)
greatest(i, j, 5)
least(n, k, 0)
greatest(i, n)
greatest(d, i)
greatest(t, u)
least(t, u, 'm')
greatest(z, y)
-- the least integer, and reals between two texts
-2147483648
-2147483648 - 1
abs(-2147483648)
-32768::smallint
(1e10::real * 1.5::real)
r * 1.5::real
50331648::real
16777217::real
