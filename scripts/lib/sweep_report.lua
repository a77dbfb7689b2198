return { build = function(doc) return "<html></html>" end }
