-- civil.lua: dates from seconds since 1970 (UTC) and back, as whole numbers in plain Lua.
-- The calendar is the Gregorian one for all years; days count from 1970-01-01.
local civil = {}
local floor = math.floor

local MONTHS = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December" }
civil.months = MONTHS

-- Day number of a date. A year is taken to begin in March, so that the leap day is its last.
function civil.days(year, month, day)
  if month <= 2 then year = year - 1 end
  local era = floor(year / 400)
  local year_of_era = year - era * 400
  local day_of_year = floor((153 * (month + (month > 2 and -3 or 9)) + 2) / 5) + day - 1
  return era * 146097 + year_of_era * 365 + floor(year_of_era / 4) - floor(year_of_era / 100) + day_of_year - 719468
end

-- Year, month and day of a day number.
function civil.from_days(days)
  days = days + 719468
  local era = floor(days / 146097)
  local doe = days - era * 146097
  local yoe = floor((doe - floor(doe / 1460) + floor(doe / 36524) - floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + floor(yoe / 4) - floor(yoe / 100))
  local mp = floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  return yoe + era * 400 + (month <= 2 and 1 or 0), month, doy - floor((153 * mp + 2) / 5) + 1
end

-- Year, month, day and second of the day of a time in seconds.
function civil.split(seconds)
  local days = floor(seconds / 86400)
  local year, month, day = civil.from_days(days)
  return year, month, day, seconds - days * 86400
end

-- Seconds of a date and a time of day.
function civil.seconds(year, month, day, hour, minute, second)
  return civil.days(year, month, day) * 86400 + (hour or 0) * 3600 + (minute or 0) * 60 + (second or 0)
end

-- Seconds of a number (as it is) or of an RFC 3339 text; nil where it is neither.
function civil.parse(value)
  if type(value) == "number" then return value end
  if type(value) ~= "string" then return nil end
  local y, m, d = value:match("^(%-?%d+)%-(%d%d)%-(%d%d)")
  if not y then return nil end
  local h, mi, s = value:match("[T ](%d%d):(%d%d):?([%d%.]*)")
  local seconds = civil.seconds(tonumber(y), tonumber(m), tonumber(d), tonumber(h), tonumber(mi), tonumber(s))
  local sign, oh, om = value:match("[T ].*([+-])(%d%d):?(%d%d)$")
  if sign then seconds = seconds - (sign == "-" and -1 or 1) * (oh * 3600 + om * 60) end
  return seconds
end

-- The same time of the same day `months` earlier, or of the last day of that month.
function civil.months_before(seconds, months)
  local y, m, d, s = civil.split(seconds)
  local k = y * 12 + m - 1 - months
  local year, month = floor(k / 12), k % 12 + 1
  local days = civil.days(month == 12 and year + 1 or year, month == 12 and 1 or month + 1, 1) - civil.days(year, month, 1)
  return civil.seconds(year, month, math.min(d, days)) + s
end

-- 2004-03-09, with " 14:30" where the time of day is not midnight or `clock` asks for it.
function civil.iso(seconds, clock)
  local y, m, d, s = civil.split(seconds)
  local text = string.format("%04d-%02d-%02d", y, m, d)
  if clock or (clock == nil and s ~= 0) then
    text = text .. string.format(" %02d:%02d", floor(s / 3600), floor(s % 3600 / 60))
  end
  return text
end

-- 9 March 2004.
function civil.long(seconds)
  local y, m, d = civil.split(seconds)
  return string.format("%d %s %d", d, MONTHS[m], y)
end

-- 9 Mar 2004.
function civil.short(seconds)
  local y, m, d = civil.split(seconds)
  return string.format("%d %s %d", d, MONTHS[m]:sub(1, 3), y)
end

-- "1 day", "14 days", "5 months", "2.3 years": a length in seconds as people say it.
function civil.span(seconds)
  local days = seconds / 86400
  local function say(n, unit)
    local text = n < 10 and unit == "year" and string.format("%.1f", n):gsub("%.0$", "") or string.format("%.0f", n)
    return text .. " " .. unit .. (text == "1" and "" or "s")
  end
  if seconds < 5400 then return say(seconds / 60, "minute") end
  if days < 2 then return days == 1 and "1 day" or say(seconds / 3600, "hour") end
  if days < 90 then return say(days, "day") end
  if days < 700 then return say(days / 30.4375, "month") end
  return say(days / 365.25, "year")
end

return civil
