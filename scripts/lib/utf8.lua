-- utf8.lua: text that every reader of UTF-8 accepts.
local utf8 = {}

-- The text with control characters that XML forbids and bytes that are no UTF-8 as U+FFFD, so that a page or a document
-- with a strange symbol name stays well formed.
function utf8.clean(text)
  -- Most text beyond ASCII is two bytes a letter, or punctuation and signs that begin with 226: right as it is.
  if not text:gsub("[\194-\223][\128-\191]", " "):gsub("\226[\128-\191][\128-\191]", " "):find("[%z\1-\8\11\12\14-\31\127-\255]") then return text end
  local out, i, n = {}, 1, #text
  while i <= n do
    local b = text:byte(i)
    local extra = b < 0x80 and 0 or b >= 0xC2 and b < 0xE0 and 1 or b >= 0xE0 and b < 0xF0 and 2 or b >= 0xF0 and b < 0xF5 and 3
    local good = extra and (extra == 0 or text:find("^" .. string.rep("[\128-\191]", extra), i + 1))
    if good and extra == 0 and (b < 32 and b ~= 9 and b ~= 10 and b ~= 13 or b == 127) then good = false end
    -- Overlong forms, surrogates and numbers past U+10FFFF are no UTF-8 either.
    local second = text:byte(i + 1) or 0
    if good and (b == 0xE0 and second < 0xA0 or b == 0xED and second > 0x9F or b == 0xEF and second == 0xBF
        and (text:byte(i + 2) or 0) > 0xBD or b == 0xF0 and second < 0x90 or b == 0xF4 and second > 0x8F) then
      good = false
    end
    out[#out + 1] = good and text:sub(i, i + extra) or "\239\191\189"
    i = i + (good and extra or 0) + 1
  end
  return table.concat(out)
end

return utf8
