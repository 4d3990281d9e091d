def area(r) = pi * r^2
include "more.nsh"
