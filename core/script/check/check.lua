-- check.lua: reads scripts and what they import, and collects what the other files of this folder find.
local api = require "check.api"
local declaration = require "check.declaration"
local names = require "check.names"
local parser = require "check.parser"
local uses = require "check.uses"
local values = require "check.values"
local walk = require "check.walk"

local check = {}

-- What is only a warning: the script works, but probably not as meant.
local warnings = { ["unused"] = true, ["unused-param"] = true, ["shadow"] = true, ["unreachable"] = true, ["nan-compare"] = true,
  ["mutable-upvalue"] = true, ["undocumented"] = true, ["undocumented-param"] = true, ["handler-arguments"] = true }

local function read(path)
  local file, reason = io.open(path, "rb")
  local text = file and file:read("*a")
  if file then
    file:close()
  end
  return text, reason or path .. ": not a file"
end

local run = {}
run.__index = run

function run:reporter(path)
  return function(code, node, text, hint, severity)
    self.findings[#self.findings + 1] = { file = path, line = node.line, column = node.column, code = code, text = text,
      hint = hint, is_error = (severity or warnings[code] and "warning") ~= "warning" and 1 or 0, order = #self.findings }
  end
end

-- What a module offers, name -> true, or nil where that can't be told.
local function exports(tree)
  local last = tree.body[#tree.body]
  local value = last and last.tag == "Return" and last.values[1]
  if not value then return nil end
  local decl = value.tag == "Name" and value.decl
  local made = decl and decl.writes == 0 and decl.value or value
  if made.tag ~= "Table" then return nil end
  local fields, open = {}, false
  for _, item in ipairs(made.items) do
    if item.key and item.key.tag == "String" then
      fields[item.key.value] = true
    elseif item.kind == "pair" then
      open = true
    end
  end
  walk.all(tree, function(n)
    if decl and n.tag == "Assign" then
      for _, target in ipairs(n.targets) do
        if target.tag == "Index" and target.object.tag == "Name" and target.object.decl == decl then
          if target.key.tag == "String" then
            fields[target.key.value] = true
          else
            open = true
          end
        end
      end
    elseif decl and n.tag == "Call" then -- setmetatable(M, ...), helper(M)
      for _, arg in ipairs(n.args) do
        open = open or arg.tag == "Name" and arg.decl == decl
      end
    end
  end)
  return not open and fields or nil
end

function run:import(node, from, report)
  local name = node.args[1].value
  local folder = from:match "^(.*)/[^/]*$" or "."
  if not name:match "^[%w_][%w_/-]*$" then
    report("bad-import", node.args[1], ("'%s' can't be the name of a module"):format(name),
      "it is the file's name without .lua, of letters, digits, _ - and /")
    return nil
  end
  local own = folder .. "/" .. name .. ".lua"
  local path = read(own) and own
  if path then
    path = path:gsub("^%./", "")
  else
    path = self.library .. "/" .. name .. ".lua"
    if not read(path) then
      report("bad-import", node.args[1], ("there is no module \"%s\""):format(name),
        ("it would be %s, or %s.lua in the library"):format(own, name))
      return nil
    end
  end
  local file = self:file(path, "module")
  if file and file.busy then
    report("bad-import", node.args[1], ("the module \"%s\" imports this file in turn"):format(name),
      "move what both need into a third file")
    return nil
  end
  return file and file.exports and { kind = "imported", name = name, fields = file.exports }
end

-- Checks one file, once. `as` is "script", "module" or "test".
function run:file(path, as)
  local known = self.files[path]
  if known then return known end
  local text, reason = read(path)
  if not text then
    error(("can't read %s"):format(reason), 0)
  end
  local file = { busy = true }
  self.files[path] = file
  self.count = self.count + 1
  local quiet = as == "module" and path:sub(1, #self.library) == self.library
  local report = quiet and function() end or self:reporter(path)
  local tree, fault = parser.parse(text)
  local refused = not fault and select(2, loadstring(text, "="))
  if refused then -- one of LuaJIT's limits: too many locals, upvalues, constants
    fault = { line = tonumber(refused:match ":(%d+):") or 1, column = 1, message = refused:gsub("^:%d+: ", "") }
  end
  if fault then
    report("syntax", fault, fault.message, fault.hint)
    file.busy = false
    return file
  end
  local resolved = names.resolve(tree, report)
  local kind = as ~= "module" and declaration.kind(tree) or "module"
  local offered = as == "test" and "test" or kind
  local types = values.new(api.globals(offered), {})
  local params, body = { declared = {}, used = {}, known = false }, nil
  if kind ~= "module" then
    params, body = declaration.check(tree, types, report)
  elseif as == "script" then
    declaration.missing(tree, report)
  end
  walk.all(tree, function(n)
    if n.tag == "Call" and n.callee.tag == "Name" and not n.callee.decl and n.callee.name == "import" and n.args[1]
      and n.args[1].tag == "String" then
      n.type = self:import(n, path, report)
    end
  end)
  uses.check(tree, report, resolved, offered, types, params)
  if body then
    declaration.unused_params(tree, types, params, report)
  end
  if body and (kind == "strategy" or kind == "rule" or kind == "pipeline") then
    local at_work = declaration.at_work(body)
    for _, m in ipairs(resolved.mutations) do
      if at_work[m.fn] then
        report("mutable-upvalue", m.node, ("'%s' lives outside the handlers and is changed in one"):format(m.decl.name),
          kind == "strategy" and "keep it in s (per symbol) or ctx.state, which survive a restart"
          or kind == "pipeline" and "keep it in ctx.state, which survives a restart"
          or "a verdict may depend on the order, ctx and params only")
      end
    end
  end
  file.exports = exports(tree)
  file.busy = false
  return file
end

-- Checks the files; returns the findings and how many files were read.
function check.run(paths, library)
  local self = setmetatable({ findings = {}, files = {}, count = 0, library = library }, run)
  local place = {}
  for i, path in ipairs(paths) do
    place[path] = i
    self:file(path, path:match "_test%.lua$" and "test" or "script")
  end
  table.sort(self.findings, function(a, b)
    if a.file ~= b.file then
      local pa, pb = place[a.file] or math.huge, place[b.file] or math.huge
      if pa ~= pb then return pa < pb end
      return a.file < b.file
    end
    if a.line ~= b.line then return a.line < b.line end
    if a.column ~= b.column then return a.column < b.column end
    return a.order < b.order
  end)
  return self.findings, self.count
end

return check
