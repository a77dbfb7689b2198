-- The checker's parser accepts exactly what LuaJIT's own loader accepts.
--   luajit parser_agrees.lua CHECK_FOLDER MUTATIONS SCRIPT...
-- Every script is tried as it is and with MUTATIONS seeded changes; so is every snippet of the nasty corpus.
local folder, mutations = arg[1], tonumber(arg[2])
package.preload["check.lexer"] = assert(loadfile(folder .. "/lexer.lua"))
package.preload["check.statements"] = assert(loadfile(folder .. "/statements.lua"))
package.preload["check.parser"] = assert(loadfile(folder .. "/parser.lua"))
local parser = require "check.parser"
math.randomseed(20260101)

local nasty = {
  "", " ", "#!/usr/bin/finsmart\nreturn 1", "\239\187\191return 1", "#", "# only", "\27Lua", ";", "x = 1;", "x = 1;;",
  "return", "return;", "return 1, 2;", "return 1 x = 2", "break", "while 1 do break end", "while 1 do break x() end",
  "goto = 1", "goto a ::a::", "goto a", "::a:: goto a", "::a:: ::a::", "do ::a:: end goto a", "goto a do ::a:: end",
  "goto a local x ::a:: x()", "goto a local x ::a::", "do goto a local x ::a:: end", "repeat goto a local x ::a:: until x",
  "repeat local x if x then goto a end ::a:: until 1", "for i = 1, 2 do goto c ::c:: end", "::a:: do goto a end",
  "::a:: local function f() goto a end", "local goto = 1", "a.goto = 1", "t = { goto = 1 }", "function goto() end",
  "do local x goto a end local y ::a:: y()", "local x goto a do ::a:: end", "goto a; local x; ::a:: ;", "::a:: ::b:: goto b",
  "x = 0x1p4", "x = 0x.8", "x = 0x", "x = 1e", "x = 1e+5", "x = 1..2", "x = 1...2", "x = .5", "x = 5.", "x = 3x", "x = 10LL",
  "x = 10ull", "x = 0x10ULL", "x = 1i", "x = 1.5LL", "x = 0b101", "x = 0b102", "x = 1e1i", "x = 1_000", "x = 08", "x = 1.2.3",
  "x = '\\x4g'", "x = '\\x41'", "x = '\\u{7f}'", "x = '\\u{110000}'", "x = '\\u{d800}'", "x = '\\300'", "x = '\\255'", "x = '\\q'",
  "x = 'a\nb'", "x = 'a\\\nb'", "x = 'a\\\r\nb'", "x = 'a\\z  \n  b'", "x = '\\z", "x = 'a", "x = [[a\n]]", "x = [==[a]=]]==]",
  "x = [=a]=]", "x = [[a", "--[[ open", "--[==[ a ]==] x = 1", "--[=a\nx = 1", "-- end", "a.b:c'x'", "a.b:c[[x]]", "a:b{}.c = 1",
  "a\n(b)", "a = b\n(c)()", "a = b;(c)()", "(a) = 1", "(a).b = 1", "(a)()", "(a)", "a", "a.b", "a, b()", "a, b = 1", "a, (b) = 1",
  "a() = 1", "f() g()", "f 'x' 'y'", "f{1}{2}", "('x'):rep(2)", "'x':rep(2)", "x = {}.a", "x = ({}).a", "x = function() end()",
  "function a.b.c:d() end", "function a:b.c() end", "function a[1]() end", "local function a.b() end", "function f(...) return ... end",
  "function f(a, ...) end", "function f(..., a) end", "function f(a,) end", "function f() return ... end", "return ...",
  "local a <const> = 1", "local a, b, c", "local a,", "local 1", "for a = 1 do end", "for a = 1, 2, 3, 4 do end", "for a in b do end",
  "for a, b in c, d, e do end", "for a.b in c do end", "for a, b = 1, 2 do end", "if a then elseif b then else end",
  "if a then else elseif b then end", "if a then else if b then end end", "repeat until x", "while x end", "do end end", "end",
  "x = a and b or not c == d .. e ^ -f", "x = - - -1", "x = not not nil", "x = #'a' .. #{}", "x = 2^-3^2", "x = a < b < c", "x = a ~ b",
  "x = a // b", "x = a & b", "x = ~a", "x != y", "x += 1", "x = {1, 2; 3, [4] = 5, a = 6,}", "x = {,}", "x = {;}", "x = {1,,2}",
  "x = { a = 1, a == 2 }", "x = {[1]}", "x = {f()}", "x = {...}", "x\0y = 1", "x = 'a\0b'", "caf\195\169 = 1", "x = \"\\\n\"", "x=1\r\ny=2\n\rz=3\ry=4",
  ("("):rep(150) .. "1" .. (")"):rep(150), "x = " .. ("("):rep(150) .. "1" .. (")"):rep(150), "x = " .. ("{"):rep(190) .. ("}"):rep(190),
  ("do "):rep(150) .. ("end "):rep(150), "x = " .. ("-"):rep(100) .. "1", "x = " .. ("- "):rep(150) .. "1", "a" .. (".b"):rep(300) .. " = 1",
  "x = " .. ("a .. "):rep(150) .. "a", "x = " .. ("a + "):rep(300) .. "a",
}
local pieces = { "end", "do", "then", "if", "x", "=", "==", "(", ")", "{", "}", "[", "]", "::a::", "goto a", "goto", "break", "return",
  "local", "local x", "function", "function f()", "for i=1,2 do", "while x do", "repeat", "until x", "...", "..", "'s'", "\"\\x\"", "[[",
  "]]", "[=", "0x1p", "1e", "0x1.8p1", "10ULL", "1i", "0b11", ";", ",", ":", ".", "not", "-", "#", "nil", "and", "or", "^", "\n", "--",
  "--[[", "\\", "\0", "\r\n", "elseif", "else", "~", "!", "1..2", "a.b:c()", "\27", "\195\169" }

local tried, accepted, failures = 0, 0, 0
local function try(text, what)
  local ours, fault = parser.parse(text)
  local theirs, reason = loadstring(text)
  tried = tried + 1
  accepted = accepted + (theirs and 1 or 0)
  if (ours == nil) ~= (theirs == nil) then
    failures = failures + 1
    print(("not ok - %s: ours: %s; LuaJIT: %s\n%q"):format(what, ours and "accepted" or fault.line .. ": " .. fault.message,
      theirs and "accepted" or reason, text:sub(1, 2000)))
  elseif fault and (type(fault.message) ~= "string" or fault.line < 1 or fault.column < 1) then
    failures = failures + 1
    print(("not ok - %s: a fault without text or place"):format(what))
  end
end

local random = math.random
local function mutate(text, words)
  for _ = 1, random(1, 2) do
    local at, kind = random(1, #text), random(6)
    local before, after = text:sub(1, at), text:sub(at + 1)
    if kind == 1 then
      text = before .. after:sub(random(1, 8))
    elseif kind == 2 then
      text = before .. string.char(random(0, 255)) .. after:sub(2)
    elseif kind == 3 then
      text = before .. pieces[random(#pieces)] .. after
    elseif kind == 4 then
      text = before .. " " .. pieces[random(#pieces)] .. " " .. after
    elseif kind == 5 then
      text = before .. " " .. words[random(#words)] .. " " .. after
    else
      local from = random(1, #text)
      text = before .. text:sub(from, from + random(30)) .. after
    end
  end
  return text
end

for i, text in ipairs(nasty) do
  try(text, "nasty " .. i)
end
for i = 3, #arg do
  local file = assert(io.open(arg[i], "rb"))
  local text = file:read("*a")
  file:close()
  try(text, arg[i])
  local words = { "x" }
  for word in text:gmatch("[%w_]+") do
    words[#words + 1] = word
  end
  for k = 1, mutations do
    try(mutate(text, words), arg[i] .. " mutation " .. k)
  end
end
print(("%s - %d texts, %d accepted, %d disagreements"):format(failures == 0 and "ok" or "not ok", tried, accepted, failures))
os.exit(failures == 0 and 0 or 1)
