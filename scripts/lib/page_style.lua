-- page_style.lua: how a page looks, on a screen, in the dark, on a phone and on paper.
return [[
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1064px;padding:40px 32px 64px;background:var(--paper);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
.kind{margin:0 0 4px;color:var(--soft);font-size:14px}
h1{margin:0 0 12px;font-size:34px;line-height:1.15;letter-spacing:-.015em;font-weight:700}
.lead{margin:0 0 8px;font-size:21px;line-height:1.45;max-width:46em}
.second{margin:0 0 8px;color:var(--soft);max-width:60em}
h2{margin:0 0 6px;font-size:23px;line-height:1.25;letter-spacing:-.01em}
h3{margin:22px 0 6px;font-size:16px}figure h3,.columns h3{margin-top:0}
section{margin-top:44px;padding-top:22px;border-top:1px solid var(--line)}
.explain{margin:0 0 14px;color:var(--soft);max-width:60em}
nav ol{display:flex;flex-wrap:wrap;gap:4px 18px;margin:20px 0 0;padding:0;list-style:none;font-size:14px}
a{color:var(--c1);text-underline-offset:2px;text-decoration-thickness:1px}
figure{margin:14px 0 24px}
figcaption{margin-top:6px;color:var(--soft);font-size:14px;max-width:62em}
.narrow{display:none}
.columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 40px}
.cards{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:0;margin:24px 0 0;border-top:1px solid var(--line)}
.card{padding:14px 14px 14px 0;border-bottom:1px solid var(--line)}
.card dt{color:var(--soft);font-size:14px}
.card dd{margin:0}
.card b{display:block;font-size:25px;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.card small{display:block;color:var(--soft);font-size:13.5px;line-height:1.4}
.t-pos{color:var(--pos)}.t-neg{color:var(--neg)}
.note{margin:14px 0;padding:10px 14px;border:1px solid var(--line);border-radius:6px;font-size:15px;max-width:62em}
.note.warning{border-color:var(--neg)}
.scroll{overflow-x:auto;margin:10px 0 22px}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;font-size:16px;padding:0 0 6px}
th,td{padding:6px 0 6px 16px;text-align:right;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
th:first-child,td:first-child{padding-left:0}
th.left,td.left{text-align:left}
thead th{color:var(--soft);font-weight:500;vertical-align:bottom}
tbody th{font-weight:500}
table.prose td.left,table.prose th.left{white-space:normal}
table.prose td.left:last-child{color:var(--soft);min-width:10em}
.facts{display:grid;grid-template-columns:minmax(9em,max-content) minmax(0,1fr);gap:0;margin:10px 0 22px;font-size:14.5px}
.facts dt,.facts dd{margin:0;padding:6px 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--soft);padding-right:20px}
code,pre{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{margin:8px 0 18px;padding:12px 14px;border:1px solid var(--line);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
details{margin:10px 0}
summary{cursor:pointer;color:var(--c1);font-size:15px}
.choice input{position:absolute;opacity:0}
.choice label{display:inline-block;padding:3px 11px;margin:0 6px 8px 0;border:1px solid var(--line);border-radius:14px;font-size:14px;color:var(--soft);cursor:pointer}
.choice input:checked+label{border-color:var(--c1);color:var(--ink);font-weight:600}
.choice input:focus-visible+label,a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--c1);outline-offset:2px}
.choice [class^=picked]{display:none}
.pick1:checked~.picked1,.pick2:checked~.picked2,.pick3:checked~.picked3,.pick4:checked~.picked4,.pick5:checked~.picked5,.pick6:checked~.picked6,.pick7:checked~.picked7,.pick8:checked~.picked8{display:block!important}
button,input[type=search]{font:inherit;color:inherit;background:none;border:1px solid var(--line);border-radius:6px;padding:2px 9px;cursor:pointer}
button:hover{border-color:var(--soft)}button:focus-visible,input:focus-visible,.stage:focus-visible{outline:2px solid var(--c1);outline-offset:2px}
.theme{float:right;font-size:13.5px;color:var(--soft)}
.tools{display:flex;flex-wrap:wrap;gap:4px;font-size:13.5px}.tools .gap{flex:1}.tools button{min-width:2.8em}.tools button[aria-pressed=true]{border-color:var(--c1);font-weight:600}
.readout{display:flex;flex-wrap:wrap;gap:0 22px;margin:8px 0 2px;font-size:14px;font-variant-numeric:tabular-nums;min-height:1.55em}.readout i{display:inline-block;width:14px;height:3px;margin-right:6px;vertical-align:middle}.readout small{color:var(--soft);font-size:13px}
i.c1{background:var(--c1)}i.c2{background:var(--c2)}i.c3{background:var(--c3)}i.c4{background:var(--c4)}i.c5{background:var(--c5)}i.c6{background:var(--c6)}
.stage{touch-action:pan-y;cursor:crosshair;user-select:none}.stage .chart{width:100%;height:auto}.brush{fill:var(--c1);fill-opacity:.12}
.sortable th button{border:0;padding:0;font-weight:inherit;text-align:inherit}.sortable th[aria-sort] button{color:var(--ink);font-weight:600}th[aria-sort=ascending] button::after{content:" \2191"}th[aria-sort=descending] button::after{content:" \2193"}
.columns th,.columns td{padding-left:10px}.columns th:first-child{padding-left:0}
td small{color:var(--soft)}.compared thead th{white-space:normal;min-width:6em}
.filter{display:block;margin:8px 0;font-size:14px;color:var(--soft)}.filter input{cursor:text;color:var(--ink)}
.figures{columns:3;column-gap:32px}.figures th,.figures td{padding:3px 0 3px 8px}.figures th:first-child{padding-left:0}.figures table{font-size:13.5px}.figures>div{break-inside:avoid;margin-bottom:18px}.figures .scroll{margin:0}.figures tbody th{font-weight:400;white-space:normal}.figures tbody th[title]{cursor:help}
footer{margin-top:48px;padding-top:14px;border-top:1px solid var(--line);color:var(--soft);font-size:13.5px}
@media (max-width:720px){body{padding:24px 16px 48px}h1{font-size:27px}.lead{font-size:18px}h2{font-size:20px}.wide{display:none}.narrow{display:block}.columns{grid-template-columns:minmax(0,1fr)}.cards{grid-template-columns:repeat(2,minmax(0,1fr))}.card b{font-size:21px}section{margin-top:32px;padding-top:18px}.figures{columns:1}.theme{float:none;margin-bottom:10px}.facts{grid-template-columns:minmax(0,1fr)}.facts dt{border:0;padding:8px 0 0}.facts dd{padding-top:0}}
@media print{@page{margin:13mm}body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}h1{font-size:22pt}.lead{font-size:13pt}h2{font-size:14pt}h3,caption{font-size:10.5pt}.kind,.explain,.card dt,.card small,figcaption,.facts,.note,footer{font-size:8.5pt}.card b{font-size:14pt}.card{padding:8px 8px 8px 0}
nav,details,.choice label,.choice input,.chart .h,.tools,.theme,.filter{display:none}.figures{columns:2}.figures table{font-size:8pt}section{margin-top:16px;padding-top:10px}figure,.card,tr,.cards,.facts,pre,p{break-inside:avoid}h2,h3,caption,.explain,thead{break-after:avoid}.explain+*,h3+*{break-before:avoid}
.wide{display:block}.narrow{display:none}.columns{grid-template-columns:repeat(2,minmax(0,1fr));gap:0 24px}.cards{grid-template-columns:repeat(4,minmax(0,1fr));margin-top:14px}.facts{grid-template-columns:minmax(9em,auto) minmax(0,1fr)}.facts dt,.facts dd{padding:3px 12px 3px 0;border-bottom:1px solid var(--line)}
.scroll{overflow:visible}table{font-size:8pt}th,td{padding:3px 0 3px 9px}code,pre{font-size:8pt}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}a{color:inherit;text-decoration:none}}
]]
