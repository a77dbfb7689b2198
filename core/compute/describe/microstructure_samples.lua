-- Microstructure of whole samples. The fields are explained in README.md.
return {
  calculations = true,
  {
    c = "volume_profile", header = "volume_profile", module = "micro", name = "volume_profile",
    title = "Volume profile",
    doc = "How much was traded at which price: the range of prices in levels of equal height, the level with the most volume (the point of control) and the value area around it. A price on the edge of two levels belongs to the upper one. The value area grows from the point of control by the neighbouring level with more volume (of equal ones the one above) until it holds the fraction `value_area` of all volume. Prices that are all the same give one level.",
    formula = "volumes[k] = sum of volume where levels[k] - h / 2 <= price < levels[k] + h / 2, h = (max(price) - min(price)) / bins",
    source = "J. P. Steidlmayer's market profile, with volume in place of time; levels as numpy.histogram cuts them",
    convention = "point of control: of equal levels the nearest to the middle of the range, of two equally near the lower",
    inputs = {
      { name = "prices", type = "series", length = "n", min = 1, doc = "prices of trades or bars" },
      { name = "volumes", type = "series", length = "n", min = 1, doc = "volume at each price" },
    },
    options = {
      { name = "bins", type = "int", min = 1, max = 100000, default = 24, doc = "levels" },
      { name = "value_area", type = "number", min = 0.01, max = 1, default = 0.7, doc = "the fraction of volume that the value area holds at least" },
    },
    results = {
      { name = "found", type = "int", doc = "levels: `bins`, or 1 where all prices are the same" },
      { name = "levels", type = "vector", length = "bins", count = "found", doc = "the middle of each level, ascending" },
      { name = "volumes", type = "vector", length = "bins", count = "found", doc = "traded at each level" },
      { name = "point_of_control", type = "number", doc = "the middle of the level with the most volume" },
      { name = "value_area_low", type = "number", doc = "lower edge of the value area" },
      { name = "value_area_high", type = "number", doc = "upper edge of the value area" },
      { name = "value_area_volume", type = "number", doc = "traded in the value area" },
      { name = "total", type = "number", doc = "traded at all" },
    },
    missing = "drop",
    example = "local prices = {10.1, 10.2, 10.2, 10.3, 10.2, 10.4, 10.1, 10.0}\nlocal volumes = {200, 500, 400, 300, 600, 100, 250, 50}\nlocal p = micro.volume_profile(prices, volumes, { bins = 4 })\nprint(p.point_of_control, p.value_area_low, p.value_area_high)",
  },
}
