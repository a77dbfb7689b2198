-- market_making.lua: where a market maker quotes, by two models of one market.
--
-- The market of both (Avellaneda and Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8, 2008): the mid is a
-- Brownian motion, and orders that would execute a quote at a distance delta from the mid arrive, on each side, at A exp(-k delta). The
-- maker wants the greatest expectation of -exp(-gamma wealth). The exact solution under a limit on the inventory, and its closed form
-- for a far horizon, are of Gueant, Lehalle and Fernandez-Tapia, "Dealing with the inventory risk", Mathematics and Financial
-- Economics 7, 2013 (GLFT below).
--
-- Units: prices in the account's currency, times in seconds, inventories in lots of the maker's own order.
--   sigma    volatility of the mid, price / root of a second
--   gamma    risk aversion, 1 / (price * lot)
--   A        orders a second, on one side, that would execute a quote at the mid
--   k        1 / price: at a distance larger by 1/k the rate is smaller by e
--   most     limit on the inventory, lots
-- They come as fields of one table, `o` below. scripts/lib/calibration.lua estimates sigma, A and k.
local making = {}
local exp, log, sqrt, floor, huge = math.exp, math.log, math.sqrt, math.floor, math.huge

local function needed(o, what, ...)
  if type(o) ~= "table" then error(("%s expects a table such as { gamma = 0.1, k = 1.5 }, got %s"):format(what, type(o)), 3) end
  for i = 1, select("#", ...) do
    local name = select(i, ...)
    local value = o[name]
    if type(value) ~= "number" or not (value > 0 and value < huge) then
      error(("%s: %s is %s; expected a number above 0"):format(what, name, tostring(value)), 3)
    end
  end
end

-- What the maker asks for beyond indifference, whatever the inventory: (1/gamma) ln(1 + gamma/k).
local function premium(o)
  return log(1 + o.gamma / o.k) / o.gamma
end

-- Avellaneda and Stoikov -------------------------------------------------------------------------------------------------

-- The price at which a maker with an inventory of q lots neither gains nor loses by one more, `left` seconds before the end (their
-- equation 3.17): mid - q gamma sigma^2 left. Needs gamma, sigma.
function making.reservation(mid, q, left, o)
  needed(o, "reservation", "gamma", "sigma")
  return mid - q * o.gamma * o.sigma * o.sigma * left
end

-- The distance from bid to ask (3.18): gamma sigma^2 left + (2/gamma) ln(1 + gamma/k). Needs gamma, sigma, k.
function making.spread(left, o)
  needed(o, "spread", "gamma", "sigma", "k")
  return o.gamma * o.sigma * o.sigma * left + 2 * premium(o)
end

-- Bid and ask of a maker with q lots, `left` seconds before the end: the spread around the reservation price. Needs gamma, sigma, k.
function making.quotes(mid, q, left, o)
  local middle, half = making.reservation(mid, q, left, o), making.spread(left, o) / 2
  return middle - half, middle + half
end

-- The same without an end. The reservation prices of their section 2.3, for a maker who discounts at the rate
-- gamma^2 sigma^2 (most + 1)^2 / 2, so that |q| stays at or below `most`; the premium on both sides. The price of a side on which the
-- limit is reached is nil. Needs gamma, sigma, k, most.
function making.stationary_quotes(mid, q, o)
  needed(o, "stationary_quotes", "gamma", "sigma", "k", "most")
  if not (q >= -o.most and q <= o.most) then
    error(("stationary_quotes: an inventory of %s lots; expected at most %g on either side"):format(tostring(q), o.most), 2)
  end
  local square = (o.gamma * o.sigma) ^ 2
  local below = square * ((o.most + 1) ^ 2 - q * q)
  -- The argument of the logarithm is above 0 as long as one more lot is within the limit.
  local bid = q + 1 <= o.most and mid + log(1 - (1 + 2 * q) * square / below) / o.gamma - premium(o) or nil
  local ask = q - 1 >= -o.most and mid + log(1 + (1 - 2 * q) * square / below) / o.gamma + premium(o) or nil
  return bid, ask
end

-- Gueant, Lehalle and Fernandez-Tapia ------------------------------------------------------------------------------------

-- Distances of bid and ask from the mid by the closed form for a far horizon and wide limits (their section 4):
-- (1/gamma) ln(1 + gamma/k) + (1 +- 2q)/2 root(sigma^2 gamma / (2 k A) (1 + gamma/k)^(1 + k/gamma)). Needs gamma, sigma, A, k.
function making.glft_approximate(q, o)
  needed(o, "glft_approximate", "gamma", "sigma", "A", "k")
  local g, k = o.gamma, o.k
  local step = sqrt(o.sigma * o.sigma * g / (2 * k * o.A) * (1 + g / k) ^ (1 + k / g))
  return premium(o) + (1 + 2 * q) / 2 * step, premium(o) + (1 - 2 * q) / 2 * step
end

--[[
The exact solution. With alpha = k gamma sigma^2 / 2 and eta = A (1 + gamma/k)^-(1 + k/gamma), the functions v of the inventory solve

    v'_q = alpha q^2 v_q - eta (v_(q-1) + v_(q+1)),   v_q(end) = 1,   v = 0 beyond the limit

so that v = exp(-M left) 1 with a tridiagonal matrix M, and the distances are

    bid  (1/k) ln(v_q / v_(q+1)) + (1/gamma) ln(1 + gamma/k)        ask  the same with v_(q-1)

v of q and -q are equal: only 0..most is kept. Quotes are made of ratios of values that may differ by hundreds of powers of ten, so
that every v_q has to be right relative to itself, which an eigendecomposition or a Pade form does not give. Two ways do, for they
add and multiply numbers that are not negative, and subtract none:

- exp(-M h) = exp(-c h) exp((c - M) h) with c the largest element on M's diagonal: c - M has no negative element, so its Taylor
  series has none. Squares of it give exp(-M h 2^j); a horizon is composed of them by its binary digits. The factor exp(-c h) falls
  out of the ratios and is never computed.
- for a far horizon v is the eigenvector of M's least eigenvalue. M + 2 eta has a positive inverse, so that powers of the inverse,
  solved from the outside in, lead there, with an error that each step makes at least three times smaller.
]]

local TERMS = 24 -- of the series, whose argument is at most 1: the next term is below 1e-24
local LEAST = 1e-280

-- out = (c - M) u * factor for the half q = 0..n of a symmetric u.
local function apply(glft, u, out, factor)
  local n, eta = glft.n, glft.eta
  for q = 0, n do
    local beside = q == 0 and 2 * u[1] or u[q - 1] + (q < n and u[q + 1] or 0)
    out[q] = ((glft.c - glft.alpha * q * q) * u[q] + eta * beside) * factor
  end
end

-- exp((c - M) t) u, for (c + 2 eta) t at most 1.
local function flow(glft, u, t)
  local sum, term, after = {}, {}, {}
  for q = 0, glft.n do sum[q], term[q] = u[q], u[q] end
  for i = 1, TERMS do
    apply(glft, term, after, t / i)
    term, after = after, term
    for q = 0, glft.n do sum[q] = sum[q] + term[q] end
  end
  return sum
end

local function greatest(u, n)
  local best = 0
  for q = 0, n do
    if u[q] > best then best = u[q] end
  end
  return best
end

-- A matrix, row by row, times a vector; the result's greatest value is 1.
local function times(glft, matrix, u)
  local n, out = glft.n, {}
  for i = 0, n do
    local row, sum = matrix[i], 0
    for j = 0, n do sum = sum + row[j] * u[j] end
    out[i] = sum
  end
  local best = greatest(out, n)
  for i = 0, n do out[i] = out[i] / best end
  return out
end

local function squared(matrix, n)
  local out, best = {}, 0
  for i = 0, n do
    local row, sums = matrix[i], {}
    for j = 0, n do sums[j] = 0 end
    for m = 0, n do
      local x, other = row[m], matrix[m]
      if x > 0 then
        for j = 0, n do sums[j] = sums[j] + x * other[j] end
      end
    end
    out[i], best = sums, math.max(best, greatest(sums, n))
  end
  for i = 0, n do
    for j = 0, n do out[i][j] = out[i][j] / best end
  end
  return out
end

-- The eigenvector of the least eigenvalue.
local function ground_state(glft)
  local n, alpha, eta = glft.n, glft.alpha, glft.eta
  local pivot, u = {}, {}
  for q = n, 0, -1 do
    pivot[q] = alpha * q * q + 2 * eta - (q < n and (q == 0 and 2 or 1) * eta * eta / pivot[q + 1] or 0)
    u[q] = 1
  end
  for _ = 1, 500 do
    local before, change = u, 0
    u = { [n] = before[n] }
    for q = n - 1, 0, -1 do u[q] = before[q] + (q == 0 and 2 or 1) * eta / pivot[q + 1] * u[q + 1] end
    u[0] = u[0] / pivot[0]
    for q = 1, n do u[q] = (u[q] + eta * u[q - 1]) / pivot[q] end
    local first = u[0]
    for q = 0, n do
      u[q] = u[q] / first
      change = math.max(change, math.abs(u[q] - before[q]) / u[q])
    end
    if change < 4e-16 then break end
  end
  return u
end

local methods = {}

-- v of q = 0..n, `left` seconds before the end.
function methods.values(glft, left)
  if left >= glft.far then return glft.ground end
  local n, h, powers = glft.n, glft.h, glft.powers
  local steps = floor(left / h)
  local u = {}
  for q = 0, n do u[q] = 1 end
  u = flow(glft, u, left - steps * h)
  local level = 0
  while steps > 0 do
    if not powers[level] then
      powers[level] = squared(powers[level - 1], n)
      -- Where the matrix has come to one direction, all longer horizons have.
      local ones, apart = {}, 0
      for q = 0, n do ones[q] = 1 end
      local v = times(glft, powers[level], ones)
      for q = 0, n do apart = math.max(apart, math.abs(v[q] / v[0] / glft.ground[q] - 1)) end
      if apart < 1e-12 then
        glft.far = h * 2 ^ level
        return methods.values(glft, left)
      end
    end
    if steps % 2 == 1 then u = times(glft, powers[level], u) end
    steps, level = floor(steps / 2), level + 1
  end
  return u
end

-- Distances of bid and ask from the mid of a maker with q lots, `left` seconds before the end (without: the limit for a far horizon).
-- nil on the side on which the limit is reached.
function methods.quotes(glft, q, left)
  local n = glft.n
  if q ~= floor(q) or q < -n or q > n then
    error(("glft: an inventory of %s lots; expected a whole number from %d to %d"):format(tostring(q), -n, n), 2)
  end
  if left ~= nil and not (left >= 0) then error(("glft: %s seconds are left; expected 0 or more"):format(tostring(left)), 2) end
  local v = left and glft:values(left) or glft.ground
  local here = v[math.abs(q)]
  return q < n and log(here / v[math.abs(q + 1)]) / glft.k + glft.premium or nil,
    q > -n and log(here / v[math.abs(q - 1)]) / glft.k + glft.premium or nil
end

-- The solution for one set of parameters: solution:quotes(q [, left]). Needs gamma, sigma, A, k, most (a whole number of lots from 1 to
-- 100). Made once: a horizon costs (most + 1)^3 operations for each power of two of its length the first time, and the square of it later.
function making.glft(o)
  needed(o, "glft", "gamma", "sigma", "A", "k", "most")
  if o.most ~= floor(o.most) or o.most > 100 then
    error(("glft: most is %s; expected a whole number of lots from 1 to 100"):format(tostring(o.most)), 2)
  end
  local g, k, n = o.gamma, o.k, o.most
  local glft = setmetatable({ n = n, k = k, premium = premium(o), alpha = k * g * o.sigma * o.sigma / 2,
    eta = o.A * exp(-(1 + k / g) * log(1 + g / k)), powers = {}, far = huge }, { __index = methods })
  glft.c = glft.alpha * n * n
  glft.h = 1 / (glft.c + 2 * glft.eta)
  glft.ground = ground_state(glft)
  if not (glft.ground[n] > LEAST) then
    error(("glft: at %d lots a quote would be more than %.3g away: the limit is too wide for gamma %g and sigma %g"):format(n,
      -log(LEAST) / k / n, g, o.sigma), 2)
  end
  -- The first power, column by column, from what a unit at each inventory becomes.
  local first = {}
  for i = 0, n do first[i] = {} end
  for j = 0, n do
    local unit = {}
    for q = 0, n do unit[q] = q == j and 1 or 0 end
    local column = flow(glft, unit, glft.h)
    for i = 0, n do first[i][j] = column[i] end
  end
  glft.powers[0] = first
  return glft
end

return making
