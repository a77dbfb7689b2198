-- loader.lua: reads a script and what it imports, in the environment of its kind, and hashes all of it.
local host = ...
local errors = host.use "errors"
local sandbox = host.use "sandbox"
local kinds = host.use "kinds"
host.use "modules"
local pairs = host.use("sandbox").pairs -- in sorted order: messages and columns are the same in every run
local loader = {}
-- Texts' own methods are a rule's, which have no patterns.
local match = string.match

local function read(path, what)
  local text, problem = host.read(path)
  if not text then errors.raise("not_found", ("cannot read %s '%s': %s"):format(what, path, problem)) end
  return text
end

-- Compiles text (never bytecode) in an environment.
local function compile(text, path, env)
  local fn, problem = load(text, errors.script(path), "t", env)
  if fn then return fn end
  if text:sub(1, 1) == "\27" then
    errors.raise("script", path .. ": this is compiled Lua; scripts are text")
  end
  errors.raise("script", errors.text(problem))
end
loader.compile = compile

local function folder_of(path)
  return match(path, "^(.*)/[^/]*$") or "."
end

local function importer(script, env_of)
  return function(name)
    if type(name) ~= "string" or not match(name, "^[%w_][%w_/-]*$") then
      errors.fail("import expects the name of a file without .lua, of letters, digits, _ - and /; got %s",
        type(name) == "string" and "'" .. name .. "'" or type(name))
    end
    local found = script.imports[name]
    if found then
      if found.loading then errors.fail("import \"%s\" comes back to itself: %s", name, table.concat(script.chain, " -> ") .. " -> " .. name) end
      return found.value
    end
    local own = folder_of(script.path) .. "/" .. name .. ".lua"
    local library = host.share() .. "/scripts/lib/" .. name .. ".lua"
    local path = host.exists(own) and own or host.exists(library) and library
    if not path then errors.fail("import \"%s\": there is no %s and no %s.lua in the library", name, own, name) end
    local text, problem = host.read(path)
    if not text then errors.fail("import \"%s\": cannot read %s: %s", name, path, problem) end
    local entry = { loading = true, text = text, path = path }
    script.imports[name] = entry
    script.order[#script.order + 1] = name
    script.chain[#script.chain + 1] = name
    local value = compile(text, path, env_of())()
    script.chain[#script.chain] = nil
    entry.loading, entry.value = false, value
    return value
  end
end

-- SHA-256 over the script and its imports, each with its name and length, so that no two sets of files look alike.
local function hash(script)
  local names = {}
  for i, name in ipairs(script.order) do names[i] = name end
  table.sort(names)
  local parts = { ("script %d\n"):format(#script.source), script.source }
  for _, name in ipairs(names) do
    local text = script.imports[name].text
    parts[#parts + 1] = ("import %s %d\n"):format(name, #text)
    parts[#parts + 1] = text
  end
  return host.sha256(table.concat(parts))
end

-- The environment and the imports of a file that is not loaded yet.
function loader.script(path, source, kind, extra, open)
  local script = { path = path, source = source, kind = kind, imports = {}, order = {}, chain = {} }
  local shared = {}
  local function environment(own)
    local names = { import = shared.import }
    if own then
      for name, value in pairs(extra or {}) do names[name] = value end
    end
    return sandbox.new(kind, names, own and open)
  end
  shared.import = importer(script, function() return environment(false) end)
  script.env = environment(true)
  return script
end

-- Loads a file that must declare one of `expected` (a list of kinds). Returns the declaration (kinds.get) with its
-- script: { path, source, hash }.
function loader.load(path, expected, source)
  host.enter("loading", path)
  source = source or read(path, "the script")
  -- The word that the file returns says in which environment it runs; the declaration then has the last word.
  local kind = expected[1]
  for line in string.gmatch(source .. "\n", "(.-)\n") do
    local word = match(line, "^%s*return%s+([%a]+)%s*[%({]") or match(line, "^%s*return%s+([%a]+)%s*$")
    for _, name in ipairs(kinds.names) do
      if word == name then kind = name end
    end
  end
  local extra = {}
  local script = { path = path, source = source }
  for _, name in ipairs(kinds.names) do
    if name == kind then extra[name] = kinds.constructor(name, script) end
  end
  if kind == "rule" and host.rules then host.use("rule").offer(extra) end
  script = loader.script(path, source, kind, extra)
  local object = compile(source, path, script.env)()
  local declaration = kinds.get(object)
  if not declaration then
    errors.raise("script", ("%s: returns %s; expected it to end with return %s { ... }"):format(path,
      object == nil and "nothing" or "a " .. type(object), table.concat(expected, " { ... } or ")))
  end
  local fits = false
  for _, name in ipairs(expected) do fits = fits or name == declaration.kind end
  if not fits then
    local use = ({ strategy = "finsmart backtest", study = "finsmart run", report = "finsmart run", rule = "finsmart test",
      mapping = "finsmart import" })[declaration.kind]
    errors.raise("script", ("%s is a %s; expected a %s"):format(path, declaration.kind, table.concat(expected, " or ")),
      use and "see " .. use .. " --help" or nil)
  end
  script.hash = hash(script)
  declaration.script = script
  errors.declared = errors.declared or {}
  errors.declared[path] = declaration
  host.leave()
  return declaration
end

return loader
