#!/usr/bin/env bash
# Everything works installed: program, headers, plugins, scripts, pkg-config file and man page, from any folder.
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$BUILD_DIR" --prefix "$prefix" >/dev/null
fail() { echo "not ok - $*"; exit 1; }

libdir=$(find "$prefix" -name finsmart.pc -printf '%h\n' | head -n 1)/..
for file in bin/finsmart include/finsmart/plugin.h include/finsmart/event.h share/finsmart/scripts share/finsmart/config/finsmart.lua \
    share/man/man1/finsmart.1; do
    [ -e "$prefix/$file" ] || fail "$file is not installed"
done
echo "ok - program, headers, scripts and man page are installed"

version=$("$prefix/bin/finsmart" version | awk '{ print $2 }')
[ "$version" = "$(cat "$SOURCE_DIR/VERSION")" ] || fail "version says $version"
[ "$(PKG_CONFIG_PATH=$libdir/pkgconfig pkg-config --modversion finsmart)" = "$version" ] || fail "pkg-config's version differs"
echo "ok - one version, $version, in the program and in finsmart.pc"

cd "$prefix"
unset FINSMART_SHARE FINSMART_PLUGINS
"$prefix/bin/finsmart" plugins list | grep -q synthetic || fail "the installed program does not find its plugins"
echo "ok - the installed program finds its plugins"
data=$prefix/share/finsmart/scripts
"$prefix/bin/finsmart" import "$data/data/sp500-2000.csv" --dataset sp500 --home home >/dev/null 2>&1 || fail "import"
"$prefix/bin/finsmart" backtest "$data/strategies/sma_cross.lua" --data sp500 --home home --json --report report.html >result.json
[ "$(jq .fills result.json)" -gt 0 ] || fail "no fills"
[ -s report.html ] || fail "no report"
echo "ok - the installed program backtests a shipped strategy and writes its report"
grep -q '^\.SS "backtest' share/man/man1/finsmart.1 || fail "the man page does not describe backtest"
echo "ok - the man page describes the commands"

# The compute library by itself: a C program that knows only its pkg-config file.
cat > use.c <<'END'
#include <finsmart-compute.h>
#include <stdio.h>
int main(void)
{
    double x[] = {0.01, -0.02, 0.015, 0.004, -0.003}, mean[5];
    struct fs_risk_var_options options = FS_RISK_VAR_DEFAULTS;
    struct fs_risk_var_result result;
    struct fs_problem problem;
    options.level = 0.9;
    if (fs_sma(x, 5, 2, mean) || fs_risk_var(x, 5, &options, &result, &problem) || fs_mom_lookback(10) != 10)
        return 1;
    printf("%.4f %.4f\n", mean[4], result.value);
    return fs_risk_var(x, 0, &options, &result, &problem) == FS_COMPUTE_OK;
}
END
export PKG_CONFIG_PATH=$libdir/pkgconfig
sanitizers=$(grep -s '^FINSMART_SANITIZE:' "$BUILD_DIR/CMakeCache.txt" | sed -n 's/.*=\(..*\)/-fsanitize=\1/p')
cc -Wall -Werror $sanitizers $(pkg-config --cflags finsmart-compute) use.c -o use $(pkg-config --libs finsmart-compute) -lm ||
    fail "a program does not build against finsmart-compute"
[ "$(LD_LIBRARY_PATH=$libdir ./use)" = "0.0005 0.0132" ] || fail "finsmart-compute gives $(LD_LIBRARY_PATH=$libdir ./use)"
needed=$(objdump -p "$libdir/libfinsmart-compute.so" | awk '/NEEDED/ { print $2 }' | grep -v -e '^libopenblas' -e '^libc\.' -e '^libm\.' \
    -e '^ld-linux' -e '^libasan' -e '^libubsan' -e '^libtsan' -e '^libgcc_s' || true)
[ -z "$needed" ] || fail "finsmart-compute needs $needed"
echo "ok - the compute library works by itself and needs OpenBLAS only"
