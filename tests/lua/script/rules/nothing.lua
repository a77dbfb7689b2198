return rule { id = "nothing", api = 1, check = function() end }
