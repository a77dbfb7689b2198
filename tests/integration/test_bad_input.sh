#!/usr/bin/env bash
# What a person may get wrong in a backtest: each gives a clear message, the right exit status, and no crash.
set -uo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export FINSMART_HOME=$work/home
failed=0
"$FINSMART" import "$SOURCE_DIR/scripts/data/sp500-2000.csv" --dataset sp500 >/dev/null 2>&1 || exit 1
strategy=$SOURCE_DIR/scripts/strategies/sma_cross.lua

# expect STATUS 'pattern' command...: the command ends with STATUS and its standard error has the pattern.
expect() {
    local status=$1 pattern=$2
    shift 2
    "$@" >out 2>err
    local got=$?
    if [ "$got" -ne "$status" ] || { [ -n "$pattern" ] && ! grep -qE -- "$pattern" err; }; then
        echo "not ok - $* : exit $got (expected $status), expected /$pattern/ in:"
        sed 's/^/    /' err
        failed=1
    else
        echo "ok - $pattern"
    fi
}
# script NAME <<lua: writes a strategy whose on_bar is the text.
script() {
    { printf 'return strategy {\n  name = "bad", version = "1.0.0", api = 1, description = "d",\n  on_bar = function(ctx, s, bar)\n'
      cat; printf '  end,\n}\n'; } >"$1"
}

expect 1 "no_such_dataset" "$FINSMART" backtest "$strategy" --data no_such_dataset
expect 1 "did you mean 'sp500'" "$FINSMART" backtest "$strategy" --data sp50
expect 1 "symbol .*NOPE" "$FINSMART" backtest "$strategy" --data sp500 --symbol NOPE
expect 1 "no bars|empty" "$FINSMART" backtest "$strategy" --data sp500 --from 2030-01-01
expect 2 "from.*after.*to|--from" "$FINSMART" backtest "$strategy" --data sp500 --from 2010-01-01 --to 2009-01-01
expect 2 "from" "$FINSMART" backtest "$strategy" --data sp500 --from yesterday
expect 2 "which strategy" "$FINSMART" backtest --data sp500
expect 2 "--data" "$FINSMART" backtest "$strategy"
expect 1 "nowhere.lua" "$FINSMART" backtest nowhere.lua --data sp500
expect 2 "fast.*from 1 to 500" "$FINSMART" backtest "$strategy" --data sp500 --param fast=0
expect 2 "did you mean 'fast'" "$FINSMART" backtest "$strategy" --data sp500 --param fats=3
expect 2 "fast.*is ten; expected an integer" "$FINSMART" backtest "$strategy" --data sp500 --param fast=ten
expect 2 "cash" "$FINSMART" backtest "$strategy" --data sp500 --cash -5
expect 1 "no_such_plugin" "$FINSMART" backtest plugin:no_such_plugin --data sp500

script at_1000.lua <<'L'
    s.n = (s.n or 0) + 1
    if s.n == 1000 then local x = nil; x.y = 1 end
L
expect 1 "at_1000.lua:5: .*" "$FINSMART" backtest at_1000.lua --data sp500
grep -q "on_bar" err && grep -q "sp500" err && grep -q "2003-12-2" err || { echo "not ok - the message lacks handler, symbol or time:"; cat err; failed=1; }
echo 'return strategy { name = "x", version = "1", api = 1,' >syntax.lua
expect 1 "syntax.lua:[12]" "$FINSMART" backtest syntax.lua --data sp500
echo 'return 5' >number.lua
expect 1 "number.lua" "$FINSMART" backtest number.lua --data sp500
script loop.lua <<'L'
    while true do end
L
expect 1 "loop.lua.*on_bar.*time limit" "$FINSMART" backtest loop.lua --data sp500 --time-limit 1
script bomb.lua <<'L'
    local t = {}
    for i = 1, 1e12 do t[i] = ("x"):rep(1000) .. i end
L
expect 1 "bomb.lua.*memory" "$FINSMART" backtest bomb.lua --data sp500 --memory-limit 64

# Orders that make no sense are refused with a reason; the run goes on.
for qty in 0 -5 1e300 0/0 1/0; do
    script order.lua <<L
    local id, reason = s:buy($qty)
    if not s.said then s.said = true; log.info(tostring(id) .. " " .. tostring(reason)) end
L
    expect 0 "qty|quantity" "$FINSMART" backtest order.lua --data sp500 --log-level info --to 2000-02-01
done
script fraction.lua <<'L'
    if not s.done then s.done = true; s:buy(1.5) end
L
"$FINSMART" backtest fraction.lua --data sp500 --to 2000-02-01 >out 2>err
if grep -q "quantity 1.5 is not a multiple of the lot 1" out; then
    echo "ok - a fraction of the lot is refused by the gate, with the reason in the summary"
else
    echo "not ok - fraction:"; cat out; failed=1
fi
"$FINSMART" backtest "$strategy" --data sp500 --cash 10 >out 2>err
grep -q "no order was sent; .*--lot 0.001" out && echo "ok - a run without an order says why that may be" || { echo "not ok - no order: $(cat out err)"; failed=1; }
script huge.lua <<'L'
    if not s.done then s.done = true; s:buy(1e9) end
L
"$FINSMART" backtest huge.lua --data sp500 --json --to 2000-02-01 >out 2>err
[ "$(jq .rejected out)" = 1 ] && echo "ok - an order beyond buying power is refused by the gate" || { echo "not ok - huge order: $(cat out err)"; failed=1; }

# Options that say something about nothing, and limits that a person can read.
expect 2 "data goes with --bias" "$FINSMART" check "$strategy" --data sp500
expect 2 "bad-rows FILE goes with --on-error report" "$FINSMART" import nowhere.csv --dataset x --bad-rows y.csv
expect 2 "takes no dataset.*did you mean 'show'" "$FINSMART" data list sp500
expect 1 "no symbol 'SPX'" "$FINSMART" data show sp500 --symbol SPX
[ -s out ] && { echo "not ok - data show prints before it knows the symbol"; failed=1; }
expect 1 "cannot be listed: Not a directory" "$FINSMART" data list --home "$strategy"
expect 2 "from 16 to 16777216$" "$FINSMART" backtest "$strategy" --data sp500 --memory-limit 1
expect 2 "param 'fast' is empty" "$FINSMART" backtest "$strategy" --data sp500 --param fast=
cat >whole.lua <<'L'
return strategy { name = "w", version = "1", api = 1, description = "d",
  params = { share = { 1.0, min = 0, max = 1, doc = "share" } },
  on_bar = function(ctx, s, bar) s:target_percent(ctx.params.share) end }
L
expect 2 'add type = "number" to share' "$FINSMART" backtest whole.lua --data sp500 --param share=0.5
echo 'local x = 1' >nothing_test.lua
expect 1 "no tests found: nothing_test.lua has none" "$FINSMART" test nothing_test.lua
expect 1 "no test has 'zzz' in its name" "$FINSMART" test "$SOURCE_DIR/scripts/strategies" --only zzz

# A reader that has seen enough is no failure, whatever the format.
for format in csv ndjson json arrow; do
    "$FINSMART" export sp500 --format $format 2>err | head -c 1 >/dev/null
    [ "${PIPESTATUS[0]}" -eq 0 ] && ! [ -s err ] && echo "ok - export --format $format to a reader that leaves" ||
        { echo "not ok - export $format | head: $(cat err)"; failed=1; }
done

# Help fits the terminal.
wide=$(COLUMNS=60 "$FINSMART" backtest --help | sed '/^Usage/d; /^Examples/,$d' | awk 'length > 60 || / $/' | grep -vc -- '^  -')
[ "$wide" -eq 0 ] && [ "$("$FINSMART" backtest --help | tail -c 1)" = "" ] && echo "ok - help fits 60 columns and ends its last line" ||
    { echo "not ok - help of 60 columns has $wide lines that are wider or end with a space"; failed=1; }

# What an option says that means nothing.
for option in data symbol out report; do
    expect 2 "'--$option' is empty" "$FINSMART" backtest "$strategy" --data sp500 "--$option" ""
done
expect 2 "'--cash' is '0x10'; expected a number" "$FINSMART" backtest "$strategy" --data sp500 --cash 0x10
expect 2 "'--rf' is ' 1'; expected a number" "$FINSMART" backtest "$strategy" --data sp500 --rf ' 1'
"$FINSMART" import "$SOURCE_DIR/scripts/data/sp500-2000.csv" --dataset rows --kind table >/dev/null 2>&1
expect 1 "'rows' is of kind table; a backtest needs bars" "$FINSMART" backtest "$strategy" --data rows

# Handlers that bars never call: said aloud, in the JSON document and on the page.
cat >ticks.lua <<'L'
return strategy { name = "ticks", version = "1.0.0", api = 1, description = "d",
  on_trade = function(ctx, s, trade) s:buy(1) end, on_quote = function(ctx, s, quote) end }
L
expect 0 "warning: on_trade, on_quote never ran: these data are bars" "$FINSMART" backtest ticks.lua --data sp500 --json --report ticks.html
[ "$(jq '.warnings | length' out)" = 1 ] && grep -q "on_trade, on_quote never ran" ticks.html &&
    echo "ok - and in the document and on the page" || { echo "not ok - the warning is lost: $(jq .warnings out)"; failed=1; }
"$FINSMART" backtest "$strategy" --data sp500 --json >out 2>err
[ "$(jq '.warnings | length' out)" = 0 ] && [ ! -s err ] && echo "ok - no warning where there is nothing to say" ||
    { echo "not ok - $(cat err)"; failed=1; }
script ruin.lua <<'L'
    if not s.done then s.done = true; s:sell(1000) end
L
expect 0 "warning: the account was ruined" "$FINSMART" backtest ruin.lua --data sp500 --from 2009-03-09 --max-leverage 10
"$FINSMART" backtest ruin.lua --data sp500 --from 2009-03-09 --max-leverage 10 --json 2>err >out
[ "$(jq -c '.metrics | [.volatility, .sharpe, .sortino, .cagr]' out)" = '[null,null,null,-1]' ] &&
    echo "ok - and figures of its returns are left out" || { echo "not ok - figures of a ruined account: $(jq -c .metrics out)"; failed=1; }

# A script that is ended by a limit: its own hint stays, and the files are named as partial.
script late.lua <<'L'
    s.n = (s.n or 0) + 1
    s:buy(1)
    if s.n == 3000 then while true do end end
L
expect 1 "files in late are partial: .*one may be cut" "$FINSMART" backtest late.lua --data sp500 --time-limit 1 --out late
grep -q -- "--time-limit SECONDS allows more" err && echo "ok - and what to do stands beside it" || { echo "not ok - $(cat err)"; failed=1; }
script hungry.lua <<'L'
    s.n = (s.n or 0) + 1
    s:buy(1)
    local t = {}
    if s.n == 3000 then for i = 1, 1e12 do t[i] = ("x"):rep(1000) .. i end end
L
expect 1 "files in hungry are partial: they hold the rows up to there" "$FINSMART" backtest hungry.lua --data sp500 --memory-limit 64 --out hungry
expect 1 "files in late2 are partial" "$FINSMART" backtest at_1000.lua --data sp500 --out late2

ln -s /dev/full full # what removes or replaces it does the machine no harm
# The list of bad rows: not over the file itself, and no claim where it could not be written.
printf 'date,close\n2020-01-01,1\n2020-01-01,2\n' >twice.csv
expect 2 "twice.csv' is the file to import" "$FINSMART" import twice.csv --dataset t --on-error report --bad-rows ./twice.csv
[ "$(wc -l <twice.csv)" = 3 ] && echo "ok - which stays as it was" || { echo "not ok - the file was cut"; failed=1; }
expect 1 "list of bad rows cannot be written" "$FINSMART" import twice.csv --dataset t --on-error report --bad-rows full
[ -L full ] && [ -c /dev/full ] || { echo "not ok - the device is gone"; failed=1; }
grep -q "listed in" err && { echo "not ok - a list that is not there is named: $(cat err)"; failed=1; }
expect 0 "1 fault is listed in t-bad-rows.csv" "$FINSMART" import twice.csv --dataset t --on-error report

# A dataset is read in one zone: its own is the default, another one is an error that changes nothing.
printf 'date,close\n2020-01-01,1\n' >one.csv
printf 'date,close\n2020-01-02,2\n' >two.csv
"$FINSMART" import one.csv --dataset ny --timezone America/New_York >/dev/null 2>&1
expect 0 "" "$FINSMART" import two.csv --dataset ny
"$FINSMART" export ny >ny.csv 2>err
[ "$(grep -c T05:00:00Z ny.csv)" = 2 ] && echo "ok - later files are read in the zone of the dataset" || { echo "not ok - $(cat out)"; failed=1; }
expect 1 "read in zone America/New_York; --timezone Europe/Paris would mix" "$FINSMART" import two.csv --dataset ny --timezone Europe/Paris
"$FINSMART" export ny | cmp -s - ny.csv && echo "ok - and stays as it was" || { echo "not ok - the dataset changed"; failed=1; }
expect 2 "'--timezone' is 'Mars/Base'" "$FINSMART" import two.csv --dataset mars --timezone Mars/Base
expect 2 "'--calendar' is 'LSE'" "$FINSMART" import two.csv --dataset mars --calendar LSE
# Rows that contradict those there: the message names the file, too.
printf 'date,close\n2020-01-02,3\n' >other.csv
expect 1 "other.csv: was not imported" "$FINSMART" import other.csv --dataset ny

# A damaged dataset does not hide the others.
mkdir -p home/history/broken && echo '{' >home/history/broken/manifest.json
expect 1 "broken/manifest.json.*damaged" "$FINSMART" data list
grep -q '^sp500 ' out && echo "ok - the others are listed" || { echo "not ok - the others: $(cat out)"; failed=1; }
rm -r home/history/broken

# Data that only a run finds to be bad: its own place is named, and no line of the script.
printf 'time,open,high,low,close,volume\n2020-01-01,1,1,1,1,1\n2020-01-02,0,1,0,1,1\n' >zero.csv
"$FINSMART" import zero.csv --dataset zero --negative-prices >/dev/null 2>&1
expect 1 "^finsmart backtest: symbol 'zero', bar 2 \(2020-01-02T00:00:00Z\): open is 0; expected a price above 0 and at most 9e.10$" \
    "$FINSMART" backtest "$strategy" --data zero

# A page of every way to keep equity.
for equity in bar day none; do
    "$FINSMART" backtest "$strategy" --data sp500 --equity $equity --benchmark sp500 --report page.html --out rows --json >out 2>err &&
        [ "$(grep -c '</html>' page.html)" = 1 ] && jq -e .equity out >/dev/null && echo "ok - a report with --equity $equity" ||
        { echo "not ok - a report with --equity $equity: $(cat err)"; failed=1; }
    rm -f page.html
done

# Outputs that can't be written.
expect 2 "is a folder; expected the name of a file" "$FINSMART" backtest "$strategy" --data sp500 --report "$work"
expect 1 "full: was not written" "$FINSMART" export sp500 --out full
expect 1 "/dev/full|No space" "$FINSMART" backtest "$strategy" --data sp500 --report /dev/full
small_disk() (trap '' XFSZ; ulimit -f 8; "$@") # a write beyond 8 KB fails, as on a disk that is full
expect 1 "could not write 'fullrows/orders.csv'" small_disk "$FINSMART" backtest "$strategy" --data sp500 --out fullrows
grep -q "files in fullrows are partial: rows are missing" err && grep -q "Sharpe ratio" out && ! grep -q "rows: fullrows" out err &&
    echo "ok - and the result is shown all the same" || { echo "not ok - rows that are missing: $(cat out err)"; failed=1; }
"$FINSMART" backtest "$strategy" --data sp500 --json >/dev/full 2>err
[ $? -eq 1 ] && grep -q "could not write" err && echo "ok - a full standard output is a failure" || { echo "not ok - full stdout: $(cat err)"; failed=1; }
exit $failed
