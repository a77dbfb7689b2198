local x = 1
return stratgy { name = "s", api = x } -- expect: no-declaration unknown-global
