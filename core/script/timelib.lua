--[[
timelib.lua: the module `time`.

@module time
Times are seconds since 1970-01-01T00:00:00Z, as ctx.now and bar.time give them, exact to a microsecond.
]]
local host = ...
local errors = host.use "errors"
local time = {}

local function seconds(t, name)
  if type(t) ~= "number" or t ~= t then errors.fail("time.%s expects a time in seconds, not %s", name, tostring(t)) end
  return t
end

---time.parse(text) -> number: "2020-01-02", "2020-01-02T14:30:00Z" or "2020-01-02 09:30:00-05:00" as a time; UTC without an offset.
function time.parse(text)
  if type(text) ~= "string" then errors.fail("time.parse expects a text, not %s", type(text)) end
  return host.time_parse(text)
end

---time.format(t) -> string: a time as RFC 3339 text in UTC.
function time.format(t)
  return host.time_text(seconds(t, "format"))
end

---time.date(t) -> string: the UTC date, "2020-01-02".
function time.date(t)
  return host.time_text(seconds(t, "date")):sub(1, 10)
end

---time.parts(t) -> table: year, month, day, hour, minute, second and weekday (1 Monday to 7 Sunday) in UTC.
function time.parts(t)
  local year, month, day, hour, minute, second, weekday = host.time_parts(seconds(t, "parts"))
  return { year = year, month = month, day = day, hour = hour, minute = minute, second = second, weekday = weekday }
end

---time.year(t) -> number: in UTC; month, day, hour, minute and weekday likewise.
function time.year(t)
  return (host.time_parts(seconds(t, "year")))
end
function time.month(t)
  return (select(2, host.time_parts(seconds(t, "month"))))
end
function time.day(t)
  return (select(3, host.time_parts(seconds(t, "day"))))
end
function time.hour(t)
  return (select(4, host.time_parts(seconds(t, "hour"))))
end
function time.minute(t)
  return (select(5, host.time_parts(seconds(t, "minute"))))
end
function time.weekday(t)
  return (select(7, host.time_parts(seconds(t, "weekday"))))
end

---time.duration(text) -> number: "5m", "1h30m" or "1d" in seconds.
function time.duration(text)
  if type(text) ~= "string" then errors.fail("time.duration expects a text such as \"5m\", not %s", type(text)) end
  return host.duration(text)
end

return time
