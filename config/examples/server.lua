-- One server for a team: HTTPS, limits by role, a signed journal, mail and a webhook for what needs a person.
--
--   HOOK_TOKEN=... finsmart serve --config server.lua
local home = "/srv/finsmart"
local secrets = env("SECRETS", "/run/secrets")

return {
  home = home,

  listen = { "0.0.0.0:8443", "unix:/run/finsmart/finsmart.sock" },
  tls = { certificate = "/etc/finsmart/server.pem", key = "/etc/finsmart/server.key", minimum = "1.3" },
  http = { body = "1 GB", body_timeout = "10m", connections = 4096, connections_per_address = 64 },

  workers = {
    processes = 16,
    time = "30m",
    memory = "8 GB",
    roles = {
      viewer = { time = "1m", memory = "1 GB", jobs = 1 },
      analyst = { time = "2h", memory = "32 GB", jobs = 8 },
    },
  },

  journal = {
    folder = "/srv/journal",
    durability = "fsynced",
    commit_interval = "5ms",
    retention = "2557d", -- seven years
    head_file = "/mnt/worm/heads.txt",
    head_key = "/etc/finsmart/signing.pem",
  },
  stores = { records = "sqlite:" .. home .. "/records.db", settings = { synchronous = "full" } },
  disk = { low = "50 GB", stop = "10 GB" },

  feeds = {
    daily = { dataset = "sp500" },
  },
  accounts = {
    momentum = { cash = 1000000 },
    value = { cash = 1000000 },
  },
  strategies = {
    momentum = { script = "strategies/momentum.lua", params = { lookback = 120 }, feed = "daily", account = "momentum", on_start = "run" },
    value = { script = "strategies/value.lua", feed = "daily", account = "value", on_start = "paused" },
  },
  limits = {
    order = { scope = "firm", rule = "max_order_notional", value = 100000 },
    collar = { scope = "firm", rule = "price_collar", value = 0.05 },
    no_short = { scope = "account", of = "value", rule = "allow_short", value = 0 },
    position = { scope = "symbol", rule = "max_position", value = 5000 },
  },

  log = { format = "json", file = "/var/log/finsmart/server.log" },
  metrics = { open = true },
  alerts = {
    hook = { kind = "webhook", url = "https://hooks.example.com/finsmart", token = env("HOOK_TOKEN", ""), level = "warn" },
    mail = {
      kind = "smtp",
      server = "smtps://mail.example.com",
      user = "finsmart",
      password = env("MAIL_PASSWORD", ""), -- or file(secrets .. "/mail")
      from = "finsmart@example.com",
      to = { "desk@example.com", "compliance@example.com" },
      level = "error",
      at_most = "6/h",
    },
    page = { kind = "command", command = { "/usr/local/bin/page", secrets .. "/pager" }, level = "error" },
  },
}
