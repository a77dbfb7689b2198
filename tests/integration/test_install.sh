#!/usr/bin/env bash
# Everything works installed: program, headers, plugins, scripts, pkg-config file and man page, from any folder.
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$BUILD_DIR" --prefix "$prefix" >/dev/null
fail() { echo "not ok - $*"; exit 1; }

libdir=$(find "$prefix" -name finsmart.pc -printf '%h\n' | head -n 1)/..
for file in bin/finsmart include/finsmart/plugin.h include/finsmart/event.h share/finsmart/scripts share/man/man1/finsmart.1; do
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
