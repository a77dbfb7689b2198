-- study.lua: runs a study or a report and keeps what it returned.
local host = ...
local errors = host.use "errors"
local loader = host.use "loader"
local params = host.use "params"
local series = host.use "series"
local show = host.use "show"
local study = {}
local declaration, values, result

function study.load(path, given)
  declaration = loader.load(path, { "study", "report" })
  values = params.values(declaration.params, given, path)
  return declaration.kind
end

function study.run()
  host.enter("run", declaration.script.path)
  local copy = {}
  for name, value in next, values do copy[name] = value end
  result = declaration.fields.run(copy)
  host.leave()
end

-- A page that a report made with the library's `page`.
local function is_page(value)
  return type(value) == "table" and type(value.html) == "function"
end

function study.value()
  if is_page(result) then
    errors.raise("script", declaration.script.path .. ": run returned a page; write it with --html FILE")
  end
  return result
end

function study.text()
  if is_page(result) then
    return "(a page: write it with --html FILE)"
  end
  return show.result(result)
end

-- What study_page.lua asks about the runtime's own objects.
local function inspect(v)
  if host.is_frame(v) then
    local columns = {}
    for i, name in ipairs((host.frame_columns(v))) do
      local values = v:column(name)
      local kind = type(values) == "table" and "text" or series.kind(values) == 1 and "time" or "number"
      columns[i] = { name = name, values = values, kind = kind }
    end
    return "frame", columns
  elseif series.is(v) then
    return "series", series.kind(v) == 1 and "time" or "number"
  end
end

function study.html()
  if type(result) == "string" then return result end
  if is_page(result) then return result:html() end
  local script = loader.script(declaration.script.path, "", "report")
  local list = {}
  for i, item in ipairs(params.list(declaration.params, values)) do list[i] = { name = item[1], value = item[2], doc = item[3] } end
  return script.env.import("study_page").build {
    name = declaration.name, description = declaration.description, version = declaration.version, kind = declaration.kind,
    path = declaration.script.path, hash = declaration.script.hash, params = list, result = result, inspect = inspect,
  }
end

return study
