-- backtest_words.lua: the result of a backtest in sentences that need no knowledge of finance.
local format, civil = import "format", import "civil"
local words = {}

local function count(n, one, many) return format.number(n) .. " " .. (n == 1 and one or many) end
words.count = count

-- An amount with its currency, where the document names one.
function words.money(doc, x, digits)
  return format.money(x, digits) .. (doc.currency and format.finite(x) and " " .. doc.currency or "")
end

-- "a gain of 12.3%" or "a loss of 12.3%".
local function change(x)
  if not format.finite(x) then return nil end
  if x == 0 then return "no change" end
  return (x > 0 and "a gain of " or "a loss of ") .. format.percent(math.abs(x))
end

-- The sentence that opens the report.
function words.headline(doc, account)
  local from, to = doc.from or account.from, doc.to or account.to
  if not (account.last and from and to) then
    return string.format("%s ran over %s without a single point of account value, so there is nothing to chart.", doc.name, doc.data.dataset or "its data")
  end
  local total = doc.metrics.total_return
  if not format.finite(total) then total = doc.cash and doc.cash > 0 and account.last / doc.cash - 1 or nil end
  local years = (to - from) / (365.25 * 86400)
  local yearly = years >= 1 and total ~= 0 and format.finite(doc.metrics.cagr) and string.format(", or %s a year", format.percent(doc.metrics.cagr)) or ""
  local words_of_change = change(total)
  local first, last = civil.long(from), civil.long(to)
  return string.format("%s became %s %s%s.", words.money(doc, account.start), words.money(doc, account.last),
    first == last and "on " .. first or "between " .. first .. " and " .. last, words_of_change and ": " .. words_of_change .. yearly or "")
end

-- The sentence about the worst fall.
function words.fall(account)
  local w = account.worst[1]
  if not w then return account.n > 1 and "The account never stood below an earlier high." or nil end
  local back = w.back_at and string.format("it was made good by %s", civil.long(w.back_at)) or "it had not been made good by the end"
  return string.format("The worst fall was %s, from %s to %s; %s.", format.percent(-w.depth), civil.long(w.peak_at), civil.long(w.low_at), back)
end

-- The sentence that compares with the benchmark.
function words.compare(doc, account, bench)
  if not bench or bench.n < 2 then return nil end
  local gain = bench.last / bench.start - 1
  local mine = account.last / account.start - 1
  if not format.finite(gain) or not format.finite(mine) then return nil end
  return string.format("Simply holding %s would have made %s of it, with a worst fall of %s.", doc.benchmark.name,
    words.money(doc, account.start * (1 + gain)), format.percent(-bench.max_drawdown))
end

-- The sentence about trading.
function words.trading(doc)
  local closed, open, wins = 0, 0, 0
  for _, t in ipairs(doc.trades) do
    if t.exit_time then
      closed = closed + 1
      if t.pnl and t.pnl > 0 then wins = wins + 1 end
    else
      open = open + 1
    end
  end
  if closed + open == 0 then
    return "The strategy made no trade." .. (doc.rejected and doc.rejected > 0 and
      " All its orders were refused; the reasons stand below." or "")
  end
  local parts = { string.format("It closed %s", count(closed, "trade", "trades")) }
  if closed > 0 then
    local rate = format.finite(doc.metrics.win_rate) and doc.metrics.win_rate or wins / closed
    parts[1] = parts[1] .. string.format(", %s of them with a gain", format.percent(rate, 0))
  end
  if open > 0 then parts[#parts + 1] = string.format("%s still open at the end", count(open, "was", "were")) end
  local text = table.concat(parts, "; ")
  if format.finite(doc.metrics.exposure) then
    return text .. string.format(". It held a position %s of the time.", format.percent(doc.metrics.exposure, 0))
  end
  return text .. "."
end

local UNSAFE = "[^%w%-_%./=:,@%%+]"

-- A word for a shell.
local function quoted(word)
  word = tostring(word)
  if word ~= "" and not word:find(UNSAFE) then return word end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function plain_number(x)
  return type(x) == "number" and (x == math.floor(x) and math.abs(x) < 1e15 and string.format("%d", x) or string.format("%.15g", x)) or tostring(x)
end
words.plain = plain_number

-- The command that makes the same run again: as it was given, or put together from the document.
function words.command(doc)
  if type(doc.command) == "string" then return doc.command end
  local list = doc.command
  if doc.words then
    list = { "finsmart" }
    for i, word in ipairs(doc.words) do list[i + 1] = word end
  end
  if type(list) ~= "table" then
    if not (doc.script.path and doc.data.dataset) then return nil end
    list = { "finsmart", "backtest", doc.script.path, "--data", doc.data.dataset }
    local function put(...) for _, v in ipairs { ... } do list[#list + 1] = v end end
    for _, s in ipairs(doc.data.symbols or {}) do if s ~= doc.data.dataset then put("--symbol", s) end end
    for _, p in ipairs(doc.params) do put("--param", p.name .. "=" .. plain_number(p.value)) end
    if doc.cash and doc.cash ~= 100000 then put("--cash", plain_number(doc.cash)) end
    if doc.benchmark and doc.benchmark.name then put("--benchmark", doc.benchmark.name) end
  end
  local out = {}
  for i, word in ipairs(list) do out[i] = quoted(word) end
  return table.concat(out, " ")
end

return words
