-- The bits of what scripts compute: equal on every processor, in every run, with the JIT or without.
return study {
  name = "math", api = 1,
  run = function()
    local function digest(f)
      local h = 5381
      for i = 1, 4000 do
        local text = string.format("%.17g", f(i * 0.0137, i))
        for k = 1, #text do h = (h * 33 + text:byte(k)) % 4294967296 end
      end
      return h
    end
    return {
      exp = digest(function(x) return math.exp(x - 20) end), log = digest(math.log), pow = digest(function(x) return x ^ 1.37 end),
      square = digest(function(x) return x ^ 2 end), inverse = digest(function(x) return 1.0001 ^ -x end),
      sin = digest(math.sin), cos = digest(math.cos), tan = digest(math.tan), atan = digest(math.atan),
      asin = digest(function(x) return math.asin(x / 60) end), acos = digest(function(x) return math.acos(x / 60) end),
      sinh = digest(function(x) return math.sinh(x / 9) end), tanh = digest(math.tanh), sqrt = digest(math.sqrt),
      log10 = digest(math.log10), atan2 = digest(function(x, i) return math.atan2(x, i) end),
      fmod = digest(function(x) return math.fmod(x, 0.7) end), mod = digest(function(x) return -x % 0.7 end),
      random = digest(function() return math.random() end),
    }
  end,
}
