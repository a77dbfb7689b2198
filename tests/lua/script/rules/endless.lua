return rule { id = "endless", api = 1, check = function() while true do end end }
