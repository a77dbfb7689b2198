local json = import "json"

test("json_tells_lists_from_objects", function()
  equal(json.encode { 1, 2.5, "x" }, '[1,2.5,"x"]')
  equal(json.encode {}, "{}")
  equal(json.encode(json.list()), "[]")
  equal(json.encode { b = json.list {}, a = { c = true } }, '{"a":{"c":true},"b":[]}')
end)

test("json_numbers_read_back_the_same_and_are_null_where_there_is_none", function()
  equal(json.encode { 0 / 0, 1 / 0, -1 / 0 }, "[null,null,null]")
  for _, x in ipairs { 0.1, 1 / 3, 1e300, -2.5e-7, 123456789.123456789, 2 ^ 53, 5e-324 } do equal(tonumber(json.number(x)), x) end
  equal(json.number(0.1), "0.1")
  equal(json.number(1e6), "1000000")
end)

test("json_texts_are_escaped_and_utf8", function()
  equal(json.encode 'a"\\\n\1<', '"a\\"\\\\\\n\239\191\189\\u003c"')
  equal(json.encode "\255\195\164", '"\239\191\189\195\164"')
end)
