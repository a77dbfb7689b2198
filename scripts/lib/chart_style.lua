-- chart_style.lua: the colours of the charts. Series colours are Okabe and Ito's, which people with any colour vision can
-- tell apart; gains are blue and losses vermilion for the same reason.
local LIGHT = "--ink:#1b2027;--soft:#5b6570;--line:#dfe3e8;--paper:#fff;--c1:#0072b2;--c2:#b36b00;--c3:#00835f;--c4:#a3487a;--c5:#2f8fc4;--c6:#6b7480;--pos:#0072b2;--neg:#cc4f00"
local DARK = "--ink:#e6e9ed;--soft:#9aa5b1;--line:#303841;--paper:#14181d;--c1:#56b4e9;--c2:#e69f00;--c3:#1fb88f;--c4:#d98cb8;--c5:#8fd0f5;--c6:#98a3af;--pos:#56b4e9;--neg:#f0793a"
local PAPER = LIGHT:gsub("^.-%-%-c1", "--ink:#000;--soft:#444;--line:#ccc;--paper:#fff;--c1")

-- A page's reader may choose light or dark (page_script.lua); on paper it is light.
return ":root{" .. LIGHT .. "}\n@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;" .. DARK .. "}}\n:root[data-theme=dark]{color-scheme:dark;" .. DARK ..
  "}\n:root[data-theme=light]{color-scheme:light}\n@media print{:root,:root:not([data-theme=light]){color-scheme:light;" .. PAPER .. "}}\n" .. [[
.chart{display:block;width:100%;height:auto;font:12px ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
.chart text{fill:var(--ink)}.chart .t{fill:var(--soft)}.chart .s{font-size:10px}.chart .b{font-weight:600}
.chart .g{stroke:var(--line);stroke-width:1;fill:none}.chart .a{stroke:var(--soft);stroke-width:1;fill:none}.chart .z{stroke:var(--soft);stroke-width:1;fill:none}
.chart .v{stroke:var(--soft);stroke-width:1;stroke-dasharray:4 4;fill:none}
.c1{fill:var(--c1);stroke:var(--c1)}.c2{fill:var(--c2);stroke:var(--c2)}.c3{fill:var(--c3);stroke:var(--c3)}.c4{fill:var(--c4);stroke:var(--c4)}.c5{fill:var(--c5);stroke:var(--c5)}.c6{fill:var(--c6);stroke:var(--c6)}.pos{fill:var(--pos);stroke:var(--pos)}.neg{fill:var(--neg);stroke:var(--neg)}
.chart rect,.chart circle{stroke:none}.chart .none{fill:var(--line);fill-opacity:.35}
.chart .l{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}.chart .dash{stroke-dasharray:5 3}
.chart .f{stroke:none;fill-opacity:.14}.chart .o{fill-opacity:.55}
.chart .k{stroke:var(--soft);stroke-width:1;fill:none}.chart .up{fill:var(--paper);stroke:var(--soft);stroke-width:1}.chart .down{fill:var(--soft);stroke:var(--soft);stroke-width:1}
.chart .m path,.chart .m rect{stroke:var(--paper);stroke-width:.8}
.chart .h rect{fill:transparent}.chart .h path{stroke:var(--soft);stroke-width:1;fill:none}.chart .h text{paint-order:stroke;stroke:var(--paper);stroke-width:4px;font-weight:600}
.chart .h path,.chart .h circle,.chart .h text{visibility:hidden;pointer-events:none}
.chart .h g:hover path,.chart .h g:hover circle,.chart .h g:hover text{visibility:visible}
]]
