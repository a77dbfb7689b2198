#!/usr/bin/env python3
"""Runs the example of every compute function in docs/reference/, as it stands there."""
import os
import re
import subprocess
import sys
import tempfile

source, program = os.environ["SOURCE_DIR"], os.environ["FINSMART"]
folder = os.path.join(source, "docs/reference")
PRELUDE = """
local open, high, low, close, volume, bid, ask, bid_size, ask_size, price, size, side, spread
do
  local columns, seed = {}, 11
  local function noise()
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647 - 0.5
  end
  for _, name in ipairs { "open", "high", "low", "close", "volume", "size" } do columns[name] = {} end
  local level = 100
  for i = 1, 300 do
    level = level * (1 + 0.02 * noise())
    columns.close[i], columns.open[i] = level, level * (1 + 0.005 * noise())
    columns.high[i], columns.low[i] = level * 1.01, level * 0.99
    columns.volume[i], columns.size[i] = math.floor(1000 + 500 * noise()), math.floor(100 + 50 * noise())
  end
  open, high, low, close, volume = frame.series(columns.open), frame.series(columns.high), frame.series(columns.low),
    frame.series(columns.close), frame.series(columns.volume)
  bid, ask, bid_size, ask_size, price = low, high, volume, frame.series(columns.size), close
  size, spread = ask_size, 1.5
  side = (close - open):gt(0) * 2 - 1
end
local f = frame.new { open = open, high = high, low = low, close = close, volume = volume }
local bar = { open = 100, high = 101, low = 99, close = 100.5, volume = 1000, bid = 99, ask = 101, bid_size = 10, ask_size = 20,
  price = 100.5, size = 10, side = 1 }
local s = { target_percent = function() end, buy = function() end, sell = function() end, close = function() end }
"""


def examples(path):
    """(function, code) of each section."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        name = section.split("\n", 1)[0]
        code = re.findall(r"^```lua\n(.*?)^```$", section, flags=re.M | re.S)
        yield name, code[-1] if code else None


failures, ran = [], 0
pages = [p for p in sorted(os.listdir(folder)) if p.endswith(".md") and p not in ("compute.md", "config.md", "lua.md", "plugin-api.md")]
with tempfile.TemporaryDirectory() as home:
    for page in pages:
        for name, code in examples(os.path.join(folder, page)):
            if code is None:
                failures.append(f"{name} has no example")
                continue
            script = os.path.join(home, "example.lua")
            with open(script, "w", encoding="utf-8") as f:
                f.write(f'return study {{ name = "example", api = 1, run = function()\n{PRELUDE}\ndo\n{code}\nend\nreturn 1 end }}\n')
            done = subprocess.run([program, "run", script, "--home", home, "--json"], capture_output=True, text=True, timeout=120)
            ran += 1
            if done.returncode != 0:
                failures.append(f"{name}: {done.stderr.strip()}\n{code}")
for failure in failures:
    print("not ok -", failure)
print(f"{ran - len(failures)} of {ran} examples run")
sys.exit(1 if failures or ran < 100 else 0)
