-- page_script.lua: what a page does when it may run a script: a chart to look into, tables to sort, light or dark. Without it
-- the page shows the same as drawings and tables. It reads the page's own data (page.lua, Page:explore) and asks nothing of
-- any other place.
return [==[
"use strict";
(() => {
const el = (tag, attributes, text) => {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) e.setAttribute(name, value);
  if (text !== undefined) e.textContent = text;
  return e;
};
const escape = s => String(s).replace(/[&<>"']/g, c => "&#" + c.charCodeAt(0) + ";");
const MINUS = "\u2212";
const signed = (x, text) => (x < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
const grouped = (x, digits) => signed(x, Math.abs(x).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
const percent = (x, digits) => grouped(x * 100, digits === undefined ? (Math.abs(x) < 0.1 ? 2 : 1) : digits) + "%";
const money = x => grouped(x, Math.abs(x) >= 1000 ? 0 : 2);
const compact = x => {
  for (const [size, letter] of [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e4, "k"]])
    if (Math.abs(x) >= size) { const unit = letter === "k" ? 1e3 : size; return signed(x, String(+(Math.abs(x) / unit).toPrecision(4))) + letter; }
  return grouped(x, Math.abs(x) < 10 && x % 1 ? 2 : 0);
};
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const day = t => { const d = new Date(t * 1000); return d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear(); };
const clock = t => new Date(t * 1000).toISOString().slice(11, 16);

/* Light or dark, or as the system has it. */
const theme = () => {
  const names = ["auto", "light", "dark"], button = el("button", { type: "button", class: "theme" });
  let at = 0;
  const show = () => {
    if (at) document.documentElement.dataset.theme = names[at]; else delete document.documentElement.dataset.theme;
    button.textContent = "Colours: " + names[at];
  };
  button.addEventListener("click", () => { at = (at + 1) % 3; show(); });
  show();
  document.querySelector("header").prepend(button);
};

/* Tables whose rows go in the order of a column, and show only what holds a text. */
const sortable = table => {
  const body = table.tBodies[0], rows = [...body.rows], heads = [...table.tHead.rows[0].cells];
  const value = (row, k) => {
    const cell = row.cells[k], text = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.replace(/[,+%\u00d7]/g, "").replace(MINUS, "-");
    const number = Number(text);
    return text !== "" && !Number.isNaN(number) ? number : text === "\u2013" || text === "" ? null : text;
  };
  let last = -1, down = false;
  heads.forEach((head, k) => {
    const button = el("button", { type: "button" }, head.textContent);
    head.textContent = "";
    head.append(button);
    button.addEventListener("click", () => {
      down = last === k ? !down : typeof value(rows[0], k) === "number";
      last = k;
      const sorted = rows.map(r => [value(r, k), r]).sort(([a], [b]) =>
        a === null || b === null ? (a === null) - (b === null) : (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1) * (down ? -1 : 1));
      body.append(...sorted.map(s => s[1]));
      heads.forEach((h, j) => j === k ? h.setAttribute("aria-sort", down ? "descending" : "ascending") : h.removeAttribute("aria-sort"));
    });
  });
  if (!table.classList.contains("filtered")) return;
  const label = el("label", { class: "filter" }, "Only rows with "), input = el("input", { type: "search" });
  label.append(input);
  table.closest(".scroll").before(label);
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    for (const r of rows) r.hidden = !r.textContent.toLowerCase().includes(wanted);
  });
};

/* Where round numbers lie between two values: about `count` of them. */
const ticks = (lo, hi, count) => {
  const raw = (hi - lo) / count || 1, power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 2.5, 5, 10].find(m => m * power >= raw) * power, out = [];
  for (let v = Math.ceil(lo / step) * step; v <= hi + step * 1e-9; v += step) out.push(Math.abs(v) < step * 1e-9 ? 0 : v);
  return out;
};
const logTicks = (lo, hi, count) => {
  for (const set of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]]) {
    const out = [];
    for (let p = Math.floor(Math.log10(lo)); p <= Math.log10(hi); p++) for (const m of set) { const v = m * Math.pow(10, p); if (v >= lo && v <= hi) out.push(v); }
    if (out.length >= count) return out;
  }
  return ticks(lo, hi, count);
};
const timeTicks = (from, to, count) => {
  const span = (to - from) / count, out = [];
  const hours = [1, 2, 6, 12].find(h => h * 3600 >= span);
  if (hours) { for (let t = Math.ceil(from / hours / 3600) * hours * 3600; t <= to; t += hours * 3600) out.push([t, t % 86400 ? clock(t) : day(t)]); return out; }
  const days = [1, 2, 7, 14].find(d => d * 86400 >= span);
  if (days) { for (let t = Math.ceil(from / days / 86400) * days * 86400; t <= to; t += days * 86400) out.push([t, day(t).slice(0, -5)]); return out; }
  const months = [1, 3, 6, 12, 24, 60, 120, 240].find(m => m * 2629800 >= span) || 480, d = new Date(from * 1000);
  for (let k = Math.ceil((d.getUTCFullYear() * 12 + d.getUTCMonth() + 1e-9) / months) * months; ; k += months) {
    const t = Date.UTC(Math.floor(k / 12), k % 12, 1) / 1000;
    if (t > to) return out;
    if (t >= from) out.push([t, k % 12 ? MONTHS[k % 12] + " " + Math.floor(k / 12) : String(k / 12)]);
  }
};

/* The last index whose time is at or before t; -1 before the first. */
const find = (times, t) => {
  let a = -1, b = times.length - 1;
  while (a < b) { const m = (a + b + 1) >> 1; if (times[m] <= t) a = m; else b = m - 1; }
  return a;
};

/* A chart of values over time and, below, of falls from their highest point: hover, zoom, scales. */
const explore = (host, data) => {
  for (const s of data.series) { let t = 0; s.time = s.time.map(step => (t += step * data.unit)); }
  const first = Math.min(...data.series.map(s => s.time[0])), end = Math.max(...data.series.map(s => s.time[s.time.length - 1]));
  for (const s of data.series) { let peak = -Infinity; s.fall = s.value.map(v => v === null ? null : (peak = Math.max(peak, v)) > 0 ? v / peak - 1 : null); }
  const positive = data.series.every(s => s.value.every(v => v === null || v > 0));
  const intraday = data.unit < 86400;
  let from = first, to = end, scale = data.scale || "value", cursor = null, drag = null, box = null;

  const bar = el("div", { class: "tools", role: "group", "aria-label": "Range and scale" }), buttons = [];
  const button = (text, title, on, pressed) => {
    const b = el("button", { type: "button", title }, text);
    b.addEventListener("click", () => { on(); draw(); });
    b.pressed = pressed;
    buttons.push(b);
    bar.append(b);
  };
  const back = (months) => { const d = new Date(end * 1000); d.setUTCMonth(d.getUTCMonth() - months); return Math.max(first, d / 1000); };
  const span = (a, b) => { from = a; to = b; };
  for (const [text, months] of [["1M", 1], ["6M", 6], ["1Y", 12], ["3Y", 36], ["5Y", 60], ["10Y", 120]])
    if (end - first > months * 2629800 * 1.1) button(text, "The last " + text, () => span(back(months), end), () => to === end && from === back(months));
  button("All", "All of the time", () => span(first, end), () => from === first && to === end);
  bar.append(el("span", { class: "gap" }));
  for (const [name, text, title] of [["value", "Linear", "Values"], ["log", "Log", "Logarithmic: equal steps are equal percentages"], ["percent", "Percent", "Change since the left edge"]])
    if (name !== "log" || positive) button(text, title, () => { scale = name; }, () => scale === name);

  const read = el("p", { class: "readout", "aria-live": "polite" }), stage = el("div", { class: "stage", tabindex: "0", role: "group",
    "aria-label": "Chart of values and falls. Arrow keys move the cursor, plus and minus zoom, 0 shows all." });
  host.replaceChildren(bar, read, stage);

  const draw = () => {
    const width = Math.max(280, stage.clientWidth || 880), height = width < 600 ? 360 : 460, right = width - 12;
    const top = 8, split = Math.round(height * 0.68), low = split + 26, bottom = height - 22;
    let left = 0;
    const x = t => left + (t - from) / (to - from || 1) * (right - left);
    const lines = data.series.map(s => {
      const a = Math.max(0, find(s.time, from)), b = Math.min(s.time.length - 1, find(s.time, to) + 1);
      let base = null;
      for (let i = a; i <= b && base === null; i++) if (s.value[i] !== null && s.time[i] >= from) base = s.value[i];
      return { s, a, b, base, y: i => s.value[i] === null ? null : scale === "percent" ? s.value[i] / base - 1 : s.value[i] };
    });
    let lo = Infinity, hi = -Infinity, deep = -0.001;
    for (const l of lines) for (let i = l.a; i <= l.b; i++) { const v = l.y(i); if (v !== null) { lo = Math.min(lo, v); hi = Math.max(hi, v); } if (l.s.fall[i] !== null) deep = Math.min(deep, l.s.fall[i]); }
    if (lo > hi) return;
    const log = scale === "log", f = log ? Math.log : v => v, pad = (f(hi) - f(lo)) * 0.05 || Math.abs(hi) * 0.01 || 1;
    const f0 = f(lo) - pad, f1 = f(hi) + pad, y = v => split - (f(v) - f0) / (f1 - f0) * (split - top), z = v => low + v / (deep * 1.05) * (bottom - low);
    const out = [], inv = log ? Math.exp : v => v, levels = [];
    const marks = (log ? logTicks : ticks)(inv(f0), inv(f1), 5).filter(v => y(v) >= top && y(v) <= split), fine = marks.length > 1 && marks[1] - marks[0] < 0.0099;
    for (const v of marks) levels.push([y(v), scale === "percent" ? percent(v, fine ? 1 : 0) : compact(v)]);
    for (const v of ticks(deep, 0, 3)) levels.push([z(v), percent(v, Math.abs(deep) < 0.003 ? 2 : Math.abs(deep) < 0.03 ? 1 : 0)]);
    left = 14 + 7 * Math.max(...levels.map(l => l[1].length));
    for (const [at, text] of levels) out.push(`<path class="g" d="M${left} ${at.toFixed(1)}H${right}"/><text class="t" x="${left - 6}" y="${(at + 4).toFixed(1)}" text-anchor="end">${escape(text)}</text>`);
    let edge = 0;
    for (const [t, text] of timeTicks(from, to, Math.max(2, Math.floor((right - left) / 90)))) {
      const at = x(t), half = text.length * 3.5;
      if (at - half < edge || at + half > width) continue;
      edge = at + half + 6;
      out.push(`<path class="a" d="M${at.toFixed(1)} ${bottom}v4"/><text class="t" x="${at.toFixed(1)}" y="${height - 4}" text-anchor="middle">${escape(text)}</text>`);
    }
    out.push(`<path class="a" d="M${left} ${bottom}H${right}"/>`);
    const path = (l, value, place) => {
      const step = Math.max(1, Math.floor((l.b - l.a + 1) / (right - left) / 2)), parts = [];
      let pen = false;
      for (let i = l.a; i <= l.b; i += step) {
        let best = i;
        for (let j = i; j < Math.min(i + step, l.b + 1); j++) if (value(j) !== null && (value(best) === null || Math.abs(value(j) - value(i)) > Math.abs(value(best) - value(i)))) best = j;
        const v = value(best);
        if (v === null) { pen = false; continue; }
        parts.push((pen ? "L" : "M") + x(l.s.time[best]).toFixed(1) + " " + place(v).toFixed(1));
        pen = true;
      }
      return parts.join("");
    };
    out.push(`<svg x="${left}" y="0" width="${right - left}" height="${height}" viewBox="${left} 0 ${right - left} ${height}">`); /* clips */
    lines.slice().reverse().forEach(l => {
      const fall = path(l, i => l.s.fall[i], z), mine = l === lines[0];
      if (mine) out.push(`<path class="f neg" d="${fall}L${x(l.s.time[l.b]).toFixed(1)} ${low}L${x(l.s.time[l.a]).toFixed(1)} ${low}Z"/>`);
      out.push(`<path class="l ${mine && lines.length < 3 ? "neg" : l.s.class}" d="${fall}"/><path class="l ${l.s.class}" d="${path(l, l.y, y)}"/>`);
    });
    out.push("</svg>");
    if (cursor !== null) {
      const at = x(cursor);
      out.push(`<path class="k" d="M${at.toFixed(1)} ${top}V${bottom}"/>`);
      for (const l of lines) {
        const i = find(l.s.time, cursor);
        if (i >= 0 && l.y(i) !== null) out.push(`<circle class="${l.s.class}" cx="${at.toFixed(1)}" cy="${y(l.y(i)).toFixed(1)}" r="3.5"/><circle class="${lines.length < 3 ? "neg" : l.s.class}" cx="${at.toFixed(1)}" cy="${z(l.s.fall[i]).toFixed(1)}" r="2.5"/>`);
      }
    }
    if (drag && drag.to !== null) out.push(`<rect class="brush" x="${x(Math.min(drag.from, drag.to)).toFixed(1)}" y="${top}" width="${Math.abs(x(drag.to) - x(drag.from)).toFixed(1)}" height="${bottom - top}"/>`);
    stage.innerHTML = `<svg class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(data.title)}">${out.join("")}</svg>`;
    box = { left, right };
    const t = cursor === null ? to : cursor, words = [];
    for (const l of lines) {
      const i = find(l.s.time, t);
      if (i < 0 || l.s.value[i] === null) continue;
      words.push(`<span><i class="${l.s.class}"></i>${escape(l.s.name)} ${data.format === "percent" ? "" : "<b>" + escape(money(l.s.value[i])) + "</b> "}<small>${escape((l.s.value[i] >= l.base ? "+" : "") + percent(l.s.value[i] / l.base - 1))}, fall ${escape(percent(l.s.fall[i]))}</small></span>`);
    }
    read.innerHTML = `<span><b>${escape(day(t) + (intraday ? " " + clock(t) : ""))}</b> <small>change since ${escape(day(from))}</small></span>` + words.join("");
    for (const b of buttons) b.setAttribute("aria-pressed", String(!!b.pressed()));
  };

  const at = event => { const r = stage.getBoundingClientRect(); return Math.min(to, Math.max(from, from + (event.clientX - r.left - box.left) / (box.right - box.left) * (to - from))); };
  const snap = t => { const times = data.series[0].time, i = Math.max(0, find(times, t)); return i + 1 < times.length && times[i + 1] - t < t - times[i] ? times[i + 1] : times[i]; };
  stage.addEventListener("pointermove", e => { cursor = snap(at(e)); if (drag) drag.to = at(e); draw(); });
  stage.addEventListener("pointerleave", () => { if (!drag) { cursor = null; draw(); } });
  stage.addEventListener("pointerdown", e => { if (e.pointerType === "mouse" && e.button === 0) { drag = { from: at(e), to: null }; stage.setPointerCapture(e.pointerId); e.preventDefault(); stage.focus(); } });
  stage.addEventListener("pointerup", () => {
    if (drag && drag.to !== null && Math.abs(drag.to - drag.from) > (to - from) / 60) span(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    drag = null;
    draw();
  });
  stage.addEventListener("dblclick", () => { span(first, end); draw(); });
  stage.addEventListener("keydown", e => {
    const times = data.series[0].time, i = find(times, cursor === null ? to : cursor), jump = e.shiftKey ? 20 : 1;
    if (e.key === "ArrowLeft") cursor = times[Math.max(0, i - jump)];
    else if (e.key === "ArrowRight") cursor = times[Math.min(times.length - 1, i + jump)];
    else if (e.key === "+" || e.key === "-") { const c = cursor === null ? (from + to) / 2 : cursor, k = e.key === "+" ? 0.5 : 2; span(Math.max(first, c - (c - from) * k), Math.min(end, c + (to - c) * k)); }
    else if (e.key === "0" || e.key === "Escape") { span(first, end); cursor = null; }
    else return;
    e.preventDefault();
    if (cursor !== null && cursor < from) span(cursor, cursor + to - from);
    if (cursor !== null && cursor > to) span(cursor - (to - from), cursor);
    draw();
  });
  if (window.ResizeObserver) new ResizeObserver(() => draw()).observe(stage);
  draw();
};

theme();
document.querySelectorAll("table.sortable").forEach(sortable);
document.querySelectorAll("script[type='application/json']").forEach(block => explore(document.getElementById(block.dataset.host), JSON.parse(block.textContent)));
})();
]==]
