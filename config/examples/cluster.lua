-- One of several servers behind a proxy that speaks TLS, with records in PostgreSQL. The same file serves all of them: what differs
-- comes from the environment.
--
--   NODE=a FINSMART_HOME=/srv/finsmart/a DB_PASSWORD=... finsmart serve --config cluster.lua
local node = env("NODE", "a")
local production = env("STAGE", "test") == "production"

local strategies = {}
if production and node == "a" then
  strategies = { -- one server trades, the others compute
    pairs = { script = "strategies/pairs.lua", feed = "live", account = "fund", on_start = "run", placement = "isolated" },
  }
end

return {
  listen = { "0.0.0.0:8080" },
  tls = { required = false },
  http = { rate = "1000/s", burst = 2000, connections = 20000, idle_timeout = "5m" },

  placement = { strategies = "isolated", rules = "isolated", plugins = "isolated" },
  workers = { processes = 64, queue = 10000, memory = "16 GB" },

  journal = { commit_interval = "1ms", rotate_time = "6h" },
  stores = { records = "postgres://finsmart:" .. env("DB_PASSWORD", "") .. "@db.internal:5432/finsmart?sslmode=verify-full" },
  disk = { low = "200 GB", stop = "50 GB", check_every = "10s" },

  feeds = {
    live = { plugin = "synthetic", settings = { seed = 1 }, enabled = production },
  },
  accounts = {
    fund = { cash = production and 5000000 or 100000, currency = "EUR" },
  },
  strategies = strategies,
  limits = {
    gross = { scope = "account", of = "fund", rule = "max_leverage", value = 2 },
    order = { scope = "firm", rule = "max_order_notional", value = production and 250000 or 1000 },
  },
  calendars = {
    xetra = { file = "/etc/finsmart/calendars/xetra.txt" },
  },

  log = { level = production and "info" or "debug", format = "json" },
  alerts = {
    hook = { kind = "webhook", url = "https://alerts.internal/finsmart", level = "info", at_most = "60/m" },
  },
}
