-- `label` is what a model was to predict (does the next day rise?), left in the table beside the features.
return strategy {
  name = "label_as_feature", version = "1.0.0", api = 1,
  on_bar = function(ctx, s, bar)
    if bar.label == 1 then s:target(10) else s:close() end
  end,
}
