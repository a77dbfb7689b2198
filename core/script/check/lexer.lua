-- lexer.lua: a script's text as tokens with positions, by the rules of LuaJIT's own lexer.
--
-- lexer.new(text) returns an object whose next() gives a token {kind, line, column, value}. `kind` is "name",
-- "number", "string", "eof", or the keyword or operator itself. A fault is raised as a table
-- {line, column, message, hint}. Columns count bytes from 1.
local lexer = {}
lexer.__index = lexer

local find, sub, byte, match, format = string.find, string.sub, string.byte, string.match, string.format

local keywords = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then true
  until while]]):gmatch("%a+") do
  keywords[word] = true
end

-- What people bring along from other languages; keyed by the offending characters.
local foreign = {
  ["!="] = "'not equal' is written ~= in Lua",
  ["!"] = "'not' is written as a word in Lua: not x",
  ["&&"] = "'and' is written as a word in Lua: a and b",
  ["&"] = "'and' is written as a word in Lua: a and b",
  ["||"] = "'or' is written as a word in Lua: a or b",
  ["|"] = "'or' is written as a word in Lua: a or b",
  ["?"] = "Lua has no ?: operator; write: condition and a or b",
  ["@"] = "this character has no meaning in Lua",
  ["`"] = "text is quoted with \" or ' in Lua",
  ["$"] = "this character has no meaning in Lua",
  ["\\"] = "a backslash only has a meaning inside quoted text",
  ["~"] = "'not equal' is written ~= in Lua",
}

local function fault(line, column, message, hint)
  error({ line = line, column = column, message = message, hint = hint }, 0)
end
lexer.fault = fault

function lexer.new(text)
  local self = setmetatable({ text = text, at = 1, line = 1, line_start = 1 }, lexer)
  if sub(text, 1, 3) == "\239\187\191" then
    self.at = 4
  end
  if byte(text, self.at) == 35 then -- '#': a line for the shell
    local stop = find(text, "[\r\n]", self.at)
    self.at = stop or #text + 1
  elseif byte(text, self.at) == 27 then
    fault(1, 1, "this file holds compiled bytecode, not text", "give the script's source file")
  end
  return self
end

-- Steps over one line break at `at` (\n, \r, \r\n or \n\r) and returns the position behind it.
function lexer:newline(at)
  local first, second = byte(self.text, at, at + 1)
  at = at + 1
  if (second == 10 or second == 13) and second ~= first then
    at = at + 1
  end
  self.line = self.line + 1
  self.line_start = at
  return at
end

-- Counts the line breaks in [from, to).
function lexer:count_lines(from, to)
  while true do
    local at = find(self.text, "[\r\n]", from)
    if not at or at >= to then
      return
    end
    from = self:newline(at)
  end
end

-- The number of '=' when a long bracket opens at `at`, nil for a single '[', -1 for '[=' without a second '['.
local function long_level(text, at)
  local equals = match(text, "^%[(=*)%[", at)
  if equals then
    return #equals
  end
  return match(text, "^%[=", at) and -1 or nil
end

-- The body of the long bracket that opens at `at`; moves behind its end.
function lexer:long_bracket(at, level, what)
  local line, column = self.line, at - self.line_start + 1
  local open = at + level + 2
  local close = "]" .. ("="):rep(level) .. "]"
  local first, last = find(self.text, close, open, true)
  if not first then
    fault(line, column, format("this %s is never closed", what), format("end it with %s", close))
  end
  self:count_lines(open, last)
  self.at = last + 1
  local body = sub(self.text, open, first - 1):gsub("\r\n", "\n"):gsub("\n\r", "\n"):gsub("\r", "\n")
  return (body:gsub("^\n", ""))
end

-- Skips blanks, line breaks and comments.
function lexer:skip()
  local text, at = self.text, self.at
  while true do
    at = find(text, "[^ \t\v\f]", at) or #text + 1
    local c = byte(text, at)
    if c == 10 or c == 13 then
      at = self:newline(at)
    elseif c == 45 and byte(text, at + 1) == 45 then
      local level = long_level(text, at + 2)
      if level and level >= 0 then
        self:long_bracket(at + 2, level, "comment")
        at = self.at
      else
        at = find(text, "[\r\n]", at) or #text + 1
      end
    else
      self.at = at
      return c
    end
  end
end

-- Where LuaJIT's own reading decides: is `source` one literal, and what is its value?
local function literal(source)
  local chunk = loadstring("return " .. source)
  if not chunk then
    return false
  end
  return true, chunk()
end

function lexer:number(column)
  local text, at = self.text, self.at
  local exponent = find(text, "^0[xX]", at) and "[pP]" or "[eE]"
  local stop = at
  while true do
    local c = sub(text, stop, stop)
    if find(c, "^[%w_.\128-\255]") then
      stop = stop + 1
    elseif (c == "+" or c == "-") and find(sub(text, stop - 1, stop - 1), exponent) and stop > at then
      stop = stop + 1
    else
      break
    end
  end
  local source = sub(text, at, stop - 1)
  local value = tonumber(source)
  if not value then
    local good
    good, value = literal(source)
    if not good then
      fault(self.line, column, format("malformed number '%s'", source),
        "names can't begin with a digit; a number has one decimal point and no thousands separators")
    end
  end
  self.at = stop
  return value
end

function lexer:string(column)
  local text, quote, line = self.text, sub(self.text, self.at, self.at), self.line
  local start, at = self.at, self.at + 1
  local stops = "[\\\r\n" .. quote .. "]"
  local escaped = false
  while true do
    at = find(text, stops, at)
    local c = at and sub(text, at, at)
    if not at or c == "\n" or c == "\r" then
      fault(line, column, format("this text is never closed with %s", quote),
        "text in quotes ends on the line it begins on; several lines go between [[ and ]]")
    elseif c == quote then
      break
    end
    escaped = true
    c = sub(text, at + 1, at + 1)
    if c == "\n" or c == "\r" then
      at = self:newline(at + 1)
    elseif c == "z" then
      local from = at + 2
      at = find(text, "[^ \t\v\f\r\n]", from) or #text + 1
      self:count_lines(from, at)
    else
      at = at + 2
    end
  end
  self.at = at + 1
  if not escaped then
    return sub(text, start + 1, at - 1)
  end
  local good, value = literal(sub(text, start, at))
  if not good then
    fault(line, column, "this text holds an escape that Lua doesn't know",
      "a backslash in text is written \\\\; known are \\n \\t \\\" \\' \\\\ \\ddd \\xHH \\u{XXX} \\z")
  end
  return value
end

-- The next token.
function lexer:next()
  local c = self:skip()
  local text, at = self.text, self.at
  local token = { line = self.line, column = at - self.line_start + 1 }
  if not c then
    token.kind = "eof"
    return token
  end
  local first, last = find(text, "^[%a_\128-\255][%w_\128-\255]*", at)
  if first then
    local word = sub(text, first, last)
    token.kind, token.value = keywords[word] and word or "name", word
    self.at = last + 1
    return token
  end
  if find(text, "^%.?%d", at) then
    token.kind, token.value = "number", self:number(token.column)
    return token
  end
  if c == 34 or c == 39 then
    token.kind, token.value = "string", self:string(token.column)
    return token
  end
  local level = c == 91 and long_level(text, at)
  if level then
    if level < 0 then
      fault(token.line, token.column, "'[=' opens a long text but has no second '['", "write [[ text ]] or [=[ text ]=]")
    end
    token.kind, token.value = "string", self:long_bracket(at, level, "long text")
    return token
  end
  local operator = match(text, "^%.%.%.", at) or match(text, "^%.%.", at) or match(text, "^[=<>~]=", at)
    or match(text, "^::", at) or match(text, "^[-+*/%%^#=<>(){};:,.%]%[]", at)
  if not operator then
    local bad = match(text, "^!=", at) or match(text, "^&&", at) or match(text, "^||", at) or sub(text, at, at)
    fault(token.line, token.column, format("unexpected %s", find(bad, "^%p+$") and "'" .. bad .. "'"
      or format("character with code %d", byte(bad))), foreign[bad])
  end
  token.kind = operator
  self.at = at + #operator
  return token
end

return lexer
