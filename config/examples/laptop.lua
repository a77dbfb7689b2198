-- One person on one machine: the server on the loopback address, a demonstration feed, a paper account, and a strategy that waits
-- for its person to start it.
return {
  listen = { "127.0.0.1:8080", "[::1]:8080" },

  workers = { time = "10m", memory = "2 GB" },

  -- A notebook's disk: fewer syncs, smaller files.
  journal = { durability = "written", rotate_size = "64 MB", retention = "90d" },
  disk = { low = "2 GB", stop = "500 MB" },

  feeds = {
    demo = { plugin = "synthetic", settings = { seed = 7, kind = "bars" } },
  },
  accounts = {
    paper = { cash = 25000 },
  },
  strategies = {
    cross = {
      script = "plugin:sma_cross",
      params = { fast = 10, slow = 30 },
      feed = "demo",
      account = "paper",
      on_start = "paused",
    },
  },
  limits = {
    order = { scope = "firm", rule = "max_order_notional", value = 5000 },
    leverage = { scope = "account", rule = "max_leverage", value = 1 },
  },

  log = { level = "debug" },
}
