-- The configuration of `finsmart serve`: every key of a section with its default, so that an unchanged copy is the same as no file.
-- Keys that have no default, and named things, stand in comments.
--
--   finsmart config check FILE    is it right?
--   finsmart config show FILE     what is in force, and where does each value come from?
--   finsmart config keys NAME     what does a key mean, what is expected?
--
-- Durations: "500ms", "10s", "1h30m", "1d". Sizes: "64 MB" (KB, MB, GB, TB in steps of 1024). Rates: "100/s", "10/m", "5000/h".
-- Secrets come from env("NAME") or file("path") and are never shown. Paths are relative to this file.
return {
  -- home = "/srv/finsmart",   -- datasets, records, journals; default ./finsmart-data, or FINSMART_HOME

  listen = { "127.0.0.1:8080" }, -- also "[::1]:8080", "unix:/run/finsmart.sock"; other machines need tls

  tls = {
    -- certificate = "tls/server.pem",
    -- key = "tls/server.key",
    -- client_ca = "tls/clients.pem",
    client = "none",   -- certificates of clients: none, optional, required
    minimum = "1.2",   -- or 1.3
    required = true,   -- false: plain HTTP for other machines too, behind a proxy that speaks TLS
  },

  http = {
    request_line = "8 KB",
    headers = "32 KB",
    header_count = 100,
    body = "64 MB",
    header_timeout = "10s",
    body_timeout = "1m",
    write_timeout = "1m",
    idle_timeout = "75s",
    connections = 1024,
    connections_per_address = 0, -- 0: no limit of their own
    rate = "100/s",              -- of one key, in the long run
    burst = 200,                 -- at once
  },

  placement = { -- isolated: a process each; inline: in the engine, the shortest path, and a script that hangs stops it
    strategies = "isolated",
    rules = "isolated",
    plugins = "isolated",
  },

  workers = {
    processes = 0,   -- at once, for all jobs; 0: one for each processor
    queue = 1000,    -- jobs that may wait
    time = "1h",     -- of one job
    memory = "4 GB", -- of one process
    jobs = 4,        -- of one person at once
    roles = {
      -- analyst = { time = "10m", memory = "2 GB", jobs = 2 },
    },
  },

  journal = {
    -- folder = "journal",     -- default: journal in home
    durability = "fsynced",    -- or written: faster, and a power cut can lose the last records
    commit_interval = "2ms",   -- one sync serves all records of this time
    rotate_size = "1 GB",
    rotate_time = "1d",
    retention = "0s",          -- 0s: for ever
    -- head_file = "/mnt/elsewhere/heads.txt",
    -- head_key = "signing.pem",
  },

  stores = {
    -- records = "postgres://finsmart@db/finsmart", -- default: sqlite:records.db in home
    settings = {
      -- synchronous = "full",
    },
    -- history = "history",                         -- default: history in home
  },

  disk = {
    low = "5 GB",  -- an alert is given
    stop = "1 GB", -- nothing new is begun
    check_every = "30s",
  },

  feeds = {
    -- daily = { dataset = "sp500" },
    -- demo = { plugin = "synthetic", settings = { seed = 7 }, symbols = { "AAA" }, enabled = true },
  },

  accounts = {
    -- paper = { kind = "paper", cash = 100000, currency = "USD" },
    -- live = { kind = "live", broker = "NAME", settings = { key = env("BROKER_KEY") } },
  },

  strategies = {
    -- cross = { script = "strategies/sma_cross.lua", params = { fast = 10, slow = 30 }, feed = "daily", account = "paper",
    --           symbols = { "AAPL" }, on_start = "paused", placement = "inherit" },
  },

  limits = {
    -- order_value = { scope = "firm", rule = "max_order_notional", value = 250000 },
    -- no_short = { scope = "account", of = "paper", rule = "allow_short", value = 0 },
  },

  calendars = {
    -- xetra = { file = "calendars/xetra.txt" },
  },

  log = {
    level = "info",  -- debug, info, warn, error, off; FINSMART_LOG has the last word
    format = "text", -- or json
    -- file = "/var/log/finsmart.log",
  },

  metrics = {
    enabled = true,
    path = "/metrics",
    open = false, -- true: without a key
  },

  alerts = {
    -- desk = { kind = "webhook", url = "https://hooks.example.com/x", token = env("HOOK_TOKEN"), level = "warn", at_most = "10/m",
    --          timeout = "10s" },
    -- mail = { kind = "smtp", server = "smtps://mail.example.com", user = "finsmart", password = file("/run/secrets/mail"),
    --          from = "finsmart@example.com", to = { "desk@example.com" } },
    -- page = { kind = "command", command = { "/usr/local/bin/page", "--team", "desk" } },
  },

  people = {
    -- first_key = "admin.key", -- default: admin.key in home
    second_person = {},         -- changes that two people make: "scripts.activate", "datasets.remove"
  },
}
