return strategy {
  name = "later", api = 2, description = "For a later program.", -- expect: bad-field
  start = function(ctx) ctx:log("x") end,
}
