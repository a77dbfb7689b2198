-- chart.lua: charts as SVG text, without a browser, a script or the network.
--
-- Every function takes one table and returns an <svg> element. Common fields: title and desc (read out by screen
-- readers), width and height in units of the drawing, y_format and x_format ("number", "percent", "money" or a function
-- of a value), and x = "time" where x values are seconds since 1970 UTC. Series are arrays or the library's series
-- objects. NaN breaks a line. A series with more points than the drawing has columns is thinned: of each column the
-- lowest and the highest value are drawn. Colours are classes: c1 to c6 for series, pos and neg for gains and losses;
-- chart.style holds their values for light, dark and print.
local chart = { style = import "chart_style" }
for _, part in ipairs { import "chart_lines", import "chart_bars", import "chart_trades" } do
  for _, name in ipairs(part.names) do chart[name] = part[name] end
end
chart.thin = import("svg").thin

-- An SVG that stands alone, in a file of its own: with the namespace and the style inside.
function chart.standalone(text)
  return (text:gsub("^<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    :gsub("<desc>", function() return "<style>" .. chart.style .. "</style>\n<desc>" end, 1))
end

return chart
