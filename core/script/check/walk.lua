-- walk.lua: the children of a node, in the order of the text.
local walk = {}

local function list(nodes, visit)
  for _, node in ipairs(nodes or {}) do
    visit(node)
  end
end

local children = {
  Function = function(n, visit) list(n.body, visit) end,
  Index = function(n, visit) visit(n.object) visit(n.key) end,
  Call = function(n, visit) visit(n.callee) list(n.args, visit) end,
  Method = function(n, visit) visit(n.object) list(n.args, visit) end,
  Paren = function(n, visit) visit(n.inner) end,
  Table = function(n, visit)
    for _, item in ipairs(n.items) do
      if item.key then visit(item.key) end
      visit(item.value)
    end
  end,
  Binary = function(n, visit) visit(n.left) visit(n.right) end,
  Unary = function(n, visit) visit(n.operand) end,
  Local = function(n, visit) list(n.values, visit) end,
  LocalFunction = function(n, visit) visit(n.value) end,
  Assign = function(n, visit) list(n.targets, visit) list(n.values, visit) end,
  CallStat = function(n, visit) visit(n.call) end,
  Do = function(n, visit) list(n.body, visit) end,
  While = function(n, visit) visit(n.test) list(n.body, visit) end,
  Repeat = function(n, visit) list(n.body, visit) visit(n.test) end,
  If = function(n, visit)
    for _, clause in ipairs(n.clauses) do
      visit(clause.test)
      list(clause.body, visit)
    end
    list(n.otherwise, visit)
  end,
  NumericFor = function(n, visit)
    visit(n.from)
    visit(n.to)
    if n.step then visit(n.step) end
    list(n.body, visit)
  end,
  GenericFor = function(n, visit) list(n.values, visit) list(n.body, visit) end,
  Return = function(n, visit) list(n.values, visit) end,
}

-- Calls visit(child) for every expression and statement directly below the node.
function walk.children(node, visit)
  local go = children[node.tag]
  if go then
    go(node, visit)
  end
end

-- Calls visit(node) for the node and everything below it, parents first.
function walk.all(node, visit)
  visit(node)
  walk.children(node, function(child) walk.all(child, visit) end)
end

return walk
