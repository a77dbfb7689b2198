-- Options: European ones by three models with all Greeks, implied volatility, American ones by trees and approximations.
local function value(name, doc, optional) return { name = name, type = "value", doc = doc, optional = optional } end
local function series(name, doc) return { name = name, type = "series", length = "n", doc = doc } end

local type_option = { name = "type", type = "choice", choices = { "call", "put" }, default = "call", doc = "the right to buy or to sell" }
local exercise = { name = "exercise", type = "choice", choices = { "american", "european" }, default = "american", doc = "at any time, or at the end only" }
local strike = value("strike", "price at which it may be exercised")
local rate = value("rate", "interest a year, continuously compounded (0.05 is 5 %)")
local dividend = value("dividend", "dividend yield a year, continuously compounded; none when left out", true)
local volatility = value("volatility", "of the logarithm of the price over a year (0.2 is 20 %)")
local expiry = value("expiry", "years left")
local spot, forward = value("spot", "price of the underlying now"), value("forward", "price of the underlying's forward or future")

local conventions = "vega and rho for a change by 1.00, vega_percent and rho_percent by 1 %; theta, charm and color as calendar time passes, a year (theta_day: a day, 1/365)"
local own = "A missing input makes that option's results missing; one out of its range is an error."

-- The results of the European models; what a model does not have is left out.
local function greeks(without, d)
  local all = {
    series("price", "what the option is worth"),
    series("delta", "price by the underlying"),
    series("gamma", "delta by the underlying"),
    series("vega", "price by the volatility, for a change by 1.00"),
    series("vega_percent", "vega / 100: for a change by 1 %"),
    series("theta", "price as time passes, a year"),
    series("theta_day", "theta / 365: a calendar day"),
    series("rho", "price by the rate, for a change by 1.00"),
    series("rho_percent", "rho / 100: for a change by 1 %"),
    series("phi", "price by the dividend yield, for a change by 1.00"),
    series("vanna", "delta by the volatility, which is vega by the underlying"),
    series("volga", "vega by the volatility (vomma)"),
    series("charm", "delta as time passes, a year"),
    series("speed", "gamma by the underlying"),
    series("zomma", "gamma by the volatility"),
    series("color", "gamma as time passes, a year"),
    series("strike_delta", "price by the strike"),
    series("strike_gamma", "price by the strike, twice: the discounted density of the underlying at expiry"),
  }
  local kept = {}
  for _, result in ipairs(all) do
    if result.name ~= without then kept[#kept + 1] = result end
  end
  for _, name in ipairs(d) do kept[#kept + 1] = series(name, "of the formula") end
  return kept
end

local american_inputs = { spot, strike, rate, dividend, volatility, expiry }

return {
  calculations = true,
  {
    c = "bsm", header = "bsm", module = "options", name = "bsm", also = { { module = "options", name = "black_scholes" } }, named = true,
    title = "Black, Scholes and Merton's European options",
    doc = "Price and all Greeks of European options on an underlying with a continuous dividend yield. Far from the money prices keep their digits. " ..
      "With no time or volatility left they are the exact limits: what exercise is worth, and no second derivatives; on the edge itself gamma is infinite and charm, speed, zomma and color are missing. " .. own,
    formula = "call = S exp(-q T) N(d1) - K exp(-r T) N(d2); put = K exp(-r T) N(-d2) - S exp(-q T) N(-d1); d1 = (ln(S/K) + (r - q + v^2/2) T) / (v sqrt(T)); d2 = d1 - v sqrt(T)",
    source = "Black and Scholes (1973), Merton (1973); Greeks: Haug (2007), chapter 2", convention = conventions,
    inputs = { spot, strike, rate, dividend, volatility, expiry }, options = { type_option },
    results = greeks(nil, { "d1", "d2" }), value = "price", missing = "own",
    example = "local price, o = options.bsm{spot = 42, strike = 40, rate = 0.1, volatility = 0.2, expiry = 0.5}\nprint(price, o.delta, o.theta_day)\n" ..
      "print(options.bsm{spot = {95, 100, 105}, strike = 100, rate = 0.03, dividend = 0.01, volatility = 0.2, expiry = 1, type = \"put\"})",
  },
  {
    c = "black76", header = "bsm", module = "options", name = "black76", named = true,
    title = "Black's European options on forwards",
    doc = "Price and Greeks of European options on a forward or future, which does not move when the rate does; caps and swaptions by annuity are quoted by it. " ..
      "Limits as in options.bsm. " .. own,
    formula = "call = exp(-r T) (F N(d1) - K N(d2)); d1 = ln(F/K) / (v sqrt(T)) + v sqrt(T) / 2", source = "Black (1976)", convention = conventions,
    inputs = { forward, strike, rate, volatility, expiry }, options = { type_option },
    results = greeks("phi", { "d1", "d2" }), value = "price", missing = "own",
    example = "print(options.black76{forward = 19, strike = 19, rate = 0.1, volatility = 0.28, expiry = 0.75, type = \"put\"})",
  },
  {
    c = "bachelier", header = "bachelier", module = "options", name = "bachelier", also = { { module = "options", name = "normal" } }, named = true,
    title = "Bachelier's European options",
    doc = "Price and Greeks of European options on a forward whose changes are normal: rates and spreads, which may be below 0. " ..
      "Limits as in options.bsm. " .. own,
    formula = "call = exp(-r T) (w n(d) + (F - K) N(d)); w = v sqrt(T); d = (F - K) / w", source = "Bachelier (1900)",
    convention = "volatility in units of the forward over a year, vega for a change of it by 1; " .. conventions,
    inputs = { forward, strike, rate, value("volatility", "of changes of the forward over a year, in its unit"), expiry }, options = { type_option },
    results = (function()
      local kept = {}
      for _, result in ipairs(greeks("phi", { "d" })) do
        if result.name ~= "vega_percent" then kept[#kept + 1] = result end
      end
      return kept
    end)(),
    value = "price", missing = "own",
    example = "print(options.bachelier{forward = -0.002, strike = 0.001, rate = -0.004, volatility = 0.006, expiry = 5})",
  },
  {
    c = "implied_vol", header = "implied", module = "options", name = "implied_vol", also = { { module = "options", name = "implied_volatility" } }, named = true,
    title = "Implied volatility",
    doc = "The volatility at which a model gives the price, to the last digits that the price has. A price outside its bounds without arbitrage is an error that names them; one at the lower bound has volatility 0. " ..
      "A missing input gives a missing volatility.",
    formula = "v with model(v) = price; Newton's method within a bracket on the option out of the money, over 1/(v^2 T) on the logarithm of the price below the point of inflection, over v^2 T on that of the rest to the bound near it",
    source = "after Jaeckel, Let's Be Rational (2015)", convention = "spot is the forward for black76 and bachelier, where dividend has no effect",
    inputs = { value("price", "of the option"), value("spot", "price of the underlying, or its forward for black76 and bachelier"), strike, rate, dividend, expiry },
    options = { type_option, { name = "model", type = "choice", choices = { "bsm", "black76", "bachelier" }, default = "bsm", doc = "whose volatility" } },
    results = { series("volatility", "a year") }, value = "volatility", missing = "own",
    example = "print(options.implied_vol{price = 4.7594, spot = 42, strike = 40, rate = 0.1, expiry = 0.5})",
  },
  {
    c = "american", header = "american", module = "options", name = "american", named = true,
    title = "American options",
    doc = "Price and Greeks of options that may be exercised at any time. Methods: crr, the tree of Cox, Ross and Rubinstein; leisen_reimer, a tree whose error falls with the square of the steps (an even number becomes the next odd one); " ..
      "baw and bjerksund_stensland, approximations without steps, for american exercise and rates of 0 or more. A tree with too few steps for the carry is an error that says how many it needs. " .. own,
    formula = "value of a node = max(exercise, exp(-r dt) (p up + (1 - p) down))",
    source = "Cox, Ross and Rubinstein (1979); Leisen and Reimer (1996); Barone-Adesi and Whaley (1987); Bjerksund and Stensland (2002); Haug (2007)",
    convention = "delta, gamma and theta of trees from the nodes of the first two steps, other Greeks by central differences; vega and rho for a change by 1.00, theta a year",
    inputs = american_inputs,
    options = {
      type_option,
      { name = "method", type = "choice", choices = { "crr", "leisen_reimer", "baw", "bjerksund_stensland" }, default = "leisen_reimer", doc = "how it is priced" },
      exercise,
      { name = "steps", type = "int", min = 2, max = 20000, default = 501, doc = "of trees" },
    },
    results = {
      series("price", "what the option is worth"), series("delta", "price by the underlying"), series("gamma", "delta by the underlying"),
      series("vega", "price by the volatility, for a change by 1.00"), series("theta", "price as time passes, a year"),
      series("rho", "price by the rate, for a change by 1.00"),
    },
    value = "price", missing = "own",
    example = "print(options.american{spot = 50, strike = 50, rate = 0.1, volatility = 0.4, expiry = 5 / 12, type = \"put\", method = \"crr\", steps = 500})",
  },
  {
    c = "binomial", header = "american", module = "options", name = "binomial", named = true,
    title = "Binomial tree with given factors",
    doc = "The textbook's tree: in each step the price goes up or down by a given factor. The factors must lie around the growth of a step, exp((rate - dividend) expiry / steps). " .. own,
    formula = "p = (exp((r - q) dt) - down) / (up - down); value of a node = exp(-r dt) (p up + (1 - p) down), or exercise if that is more",
    source = "Hull, Options, Futures and Other Derivatives, chapter 13", convention = "risk-neutral probability",
    inputs = { spot, strike, rate, dividend, expiry },
    options = {
      type_option, exercise,
      { name = "steps", type = "int", min = 1, max = 20000, default = 2, doc = "to the expiry" },
      { name = "up", type = "number", min = 0, max = math.huge, open = true, default = 1.1, doc = "factor of a step up" },
      { name = "down", type = "number", min = 0, max = math.huge, open = true, default = 0.9, doc = "factor of a step down" },
    },
    results = { series("price", "what the option is worth"), series("probability", "of a step up, risk-neutral") },
    value = "price", missing = "own",
    example = "print(options.binomial{spot = 50, strike = 52, rate = 0.05, expiry = 2, type = \"put\", steps = 2, up = 1.2, down = 0.8})",
  },
}
