#!/usr/bin/env bash
# What a strategy sees of its own dataset with data.load: every bar up to the one that just closed, and none after it.
set -uo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export FINSMART_HOME=$work/home
failed=0
cat >sees.lua <<'L'
return strategy {
  name = "sees", version = "1", api = 1, description = "Stops where data.load shows another past than the bars.",
  params = { dataset = "" },
  init = function(_, s) s.bars = 0 end,
  on_bar = function(ctx, s, bar)
    s.bars = s.bars + 1
    local f = data.load(ctx.params.dataset, { symbol = s.symbol })
    if #f.close ~= s.bars or f.close[s.bars] ~= bar.close or f.time[s.bars] ~= bar.time then
      error(("sees %d rows at bar %d"):format(#f.close, s.bars))
    end
    local first = data.load(ctx.params.dataset, { symbol = s.symbol, to = f.time[1] })
    if #first.close ~= 1 then error("the end of the range is not held") end
  end,
}
L
# Daily bars of a calendar, daily and monthly bars without one, hours.
"$FINSMART" import "$SOURCE_DIR/scripts/data/sp500-2000.csv" --dataset daily --calendar NYSE >/dev/null || exit 1
"$FINSMART" import "$SOURCE_DIR/scripts/data/sp500-2000.csv" --dataset plain >/dev/null || exit 1
"$FINSMART" import "$SOURCE_DIR/scripts/data/stocks.csv" --dataset monthly >/dev/null || exit 1
{ echo time,close; for h in 09 10 11 12 14 15; do echo "2020-01-02T$h:00:00Z,1$h"; done; } >hours.csv
"$FINSMART" import hours.csv --dataset hours >/dev/null || exit 1
for dataset in daily plain monthly hours; do
    to=2001-12-31
    [ $dataset = hours ] && to=2020-12-31
    if "$FINSMART" backtest sees.lua --data $dataset --to $to --param dataset=$dataset >out 2>err; then
        echo "ok - $dataset: data.load ends at the bar that just closed"
    else
        echo "not ok - $dataset: $(cat err)"
        failed=1
    fi
done
exit $failed
