#!/usr/bin/env bash
# Debian 12's compiler throws away nearly all of an AMX tile configuration that a program sets up in a local variable.
#
# Guess: `_tile_loadconfig(&config)` is given the 64 bytes that were written to `config`, field by field.
# Behaviour: the intrinsic of GCC 12 tells the optimiser that the instruction reads 8 bytes. Every store behind them is
# dead, and goes: no row and no column of any tile is set. Where it meets llama.cpp: its matrix code for Intel's AMX
# sets its tiles up in just this way, and a build "for this processor" (the default) takes that code on every recent
# server processor. Such a build of llama-cpp-python 0.3.36 ended its process, although it loaded and computed a small
# product well. Nothing is run here: the assembly is looked at.
# Seen with cpp-12 12.2.0-14+deb12u1 (amd64): the rows are set by 1 instruction at -O0, by 0 at -O2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=12.2.0-14+deb12u1
apt-get -qq download "cpp-12=$version" "libgcc-12-dev=$version" \
    libisl23=0.25-1.1 libmpc3=1.3.1-1 libmpfr6=4.2.0-1 libgmp10=2:6.2.1+dfsg1-1.1
for package in *.deb; do dpkg -x "$package" root; done
gcc=root/usr/lib/gcc/x86_64-linux-gnu/12
cat > tiles.c <<'C'
#define _IMMINTRIN_H_INCLUDED
#include <amxtileintrin.h>

struct configuration {
    unsigned char palette, start_row, reserved[14];
    unsigned short bytes_in_a_row[16];
    unsigned char rows[16];
};

void configure(void) {
    struct configuration tiles;
    __builtin_memset(&tiles, 0, sizeof tiles);
    tiles.palette = 1;
    for (int tile = 0; tile < 8; tile++) {
        tiles.bytes_in_a_row[tile] = 64;
        tiles.rows[tile] = 77; /* a number to be found again */
    }
    _tile_loadconfig(&tiles);
}
C
compile() { # $1: how much it optimises
    LD_LIBRARY_PATH=root/usr/lib/x86_64-linux-gnu "$gcc/cc1" -quiet "$1" -mamx-tile -fno-tree-vectorize \
        -isystem "$gcc/include" tiles.c -o tiles.s
}
rows() { # instructions that hold the 77, alone or eight times in one word
    grep -cE '\$77\b|5569325420541463885|1296911693' tiles.s || true
}
compile -O0
plain=$(rows)
compile -O2
optimised=$(rows)
loads=$(grep -c ldtilecfg tiles.s)
echo "cpp-12 $version: rows are set at -O0 by $plain instruction(s), at -O2 by $optimised; the configuration is loaded $loads time(s)"
[ "$plain" -ge 1 ] && [ "$optimised" -eq 0 ] && [ "$loads" -eq 1 ]
