-- face.lua: the C types and functions that trusted files reach through FFI (face.c gives addresses and offsets).
local host = ...
local ffi = host.ffi

ffi.cdef [[
struct fs_engine;
struct fs_order_update {
  int64_t order, ts; uint32_t symbol; uint8_t side, state; uint16_t rule; int64_t qty, filled; const char *reason;
};
struct fs_fill {
  int64_t order, fill, ts, bar_time; uint32_t symbol; uint8_t side, liquidity, reserved[2]; int64_t qty, price, fee;
};
struct fs_tick_trade { const double price, qty; const int64_t time_ns, number; const int32_t aggressor, reserved; };
struct fs_tick_quote { const double bid, ask, bid_qty, ask_qty; const int64_t time_ns; };
struct fs_tick_view { double bid, ask, bid_qty, ask_qty, last; };
struct fs_event_view {
  int32_t type, into; const char *other; double amount, ratio, price, into_price, rate, before, after, cash, fee;
};
struct fs_engine_view {
  int64_t now, time;
  double open, high, low, close, volume, cash, equity;
  int32_t step, slot, stream, timer, session_open, warm;
  int64_t index;
  const double *extra;
  struct fs_order_update order;
  struct fs_fill fill;
  struct fs_tick_trade trade;
  struct fs_tick_quote quote;
  struct fs_event_view event;
};
struct fs_account_view { double cash, equity, settled, initial, maintenance, buying_power; };
struct fs_order_terms {
  double qty, limit, stop, trail, offset, display; int64_t expires, one_of, after; int32_t side, type, tif, flags;
};
struct fs_slot_view { double position, pending, price, avg_price; };
struct fs_lua_series {
  uint64_t tag; int64_t length; double *data; void *owner; int32_t kind, reserved; double values[?];
};
struct fs_progress_part { double done, total; uint32_t serial, active; char label[64]; char unit[16]; };
struct fs_activity {
  struct fs_progress_part progress;
  int64_t memory_limit, bar, time, ticks;
  char script[256], handler[32], symbol[64];
};
/* What a handler gets as `bar`: the beginning of the view, without anything that points. */
struct fs_bar { const int64_t now_ns, time_ns; const double open, high, low, close, volume; };
/* A slice of the engine's data by numbers: what s:history() gives. */
struct fs_history { const int32_t slot, column; const double first, count; };
]]

for _, entry in ipairs(host.layout) do
  local kind, member, expected = entry[1], entry[2], entry[3]
  local found
  if member then found = ffi.offsetof(kind, member) elseif kind ~= "struct fs_lua_series" then found = ffi.sizeof(kind) end
  if found and found ~= expected then
    error(("face.lua and face.c differ: %s %s is %d here and %d there"):format(kind, member or "", found, expected), 0)
  end
end

local face = {}
for name, entry in pairs(host.functions) do
  face[name:gsub("^fs_", "")] = ffi.cast(entry[1], entry[2])
end
return face
