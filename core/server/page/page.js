"use strict";
// The first page: asks the API every two seconds and shows what it says. Everything goes in as text, nothing as markup.
const $ = id => document.getElementById(id);
let key = sessionStorage.getItem("key");
if (location.hash.startsWith("#fsk_")) { // a link with the key: taken out of the address at once
  key = location.hash.slice(1);
  sessionStorage.setItem("key", key);
  history.replaceState(null, "", location.pathname);
}
let me = null;

async function ask(path) {
  const answer = await fetch(path, { headers: key ? { Authorization: "Bearer " + key } : {}, cache: "no-store" });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
}

function element(tag, text, name) {
  const e = document.createElement(tag);
  if (text !== undefined && text !== null) e.textContent = text;
  if (name) e.className = name;
  return e;
}

function when(time) {
  if (!time) return "";
  const d = new Date(time), seconds = Math.round((Date.now() - d) / 1000);
  if (seconds < 60) return seconds + " s ago";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min ago";
  return time.slice(0, 16).replace("T", " ") + " UTC";
}

const day = time => time ? time.slice(0, 10) : "";
const count = n => n.toLocaleString("en-US");

function table(into, heads, rows, empty) {
  const box = $(into);
  if (!rows.length) { box.replaceChildren(element("p", empty, "quiet")); return; }
  const t = element("table"), head = t.createTHead().insertRow(), body = t.createTBody();
  heads.forEach((h, i) => head.append(element("th", h, typeof rows[0][i] === "number" ? "number" : "")));
  for (const row of rows) {
    const r = body.insertRow();
    for (const cell of row) {
      const td = element("td", undefined, typeof cell === "number" ? "number" : /^\d{4}-/.test(cell) ? "day" : "");
      td.append(typeof cell === "number" ? count(cell) : cell ?? "");
      r.append(td);
    }
  }
  const wide = element("div", undefined, "wide");
  wide.append(t);
  box.replaceChildren(wide);
}

function progress(job) {
  const p = job.progress;
  if (!p || job.state !== "running") return element("span", job.state, job.state);
  const box = element("span");
  if (p.total) {
    const bar = element("progress");
    bar.max = p.total;
    bar.value = p.done;
    box.append(bar, " " + Math.floor(100 * p.done / p.total) + " % of " + count(p.total) + " " + p.unit);
  } else box.append(element("span", "running", "running"));
  return box;
}

const what = job => job.kind + (job.script ? " of " + job.script : "");
const hash = text => element("span", text ? text.slice(0, 12) : "none", "hash");

function sentence(a) {
  const c = a.change, since = ", asked " + when(a.requested) + " by " + a.by;
  if (c.act === "script.activated") return "Make version " + c.hash.slice(0, 12) + " of the script " + c.name + " the active one" + since + ". Number " + a.id + ".";
  if (c.act === "dataset.removed") return "Remove the dataset " + c.dataset + " for good" + since + ". Number " + a.id + ".";
  return c.act + since + ". Number " + a.id + ".";
}

async function look() {
  const health = await ask("/v1/health").catch(() => null);
  const state = $("state");
  state.className = health && health.body.status === "ok" ? "good" : "bad";
  $("state-text").textContent = !health ? "the server does not answer" : health.body.status === "ok" ? "well" : "nothing can be changed: " + health.body.reason;
  if (!health) return;
  if (!key) { signIn(""); return; }
  const mine = await ask("/v1/me");
  if (mine.status === 401) { key = null; sessionStorage.removeItem("key"); signIn("This key is unknown, revoked or expired."); return; }
  if (mine.status !== 200) return;
  me = mine.body;
  $("who").textContent = me.name + ", " + me.role;
  $("sign-in").hidden = true;
  $("main").hidden = false;
  const [jobs, scripts, datasets, approvals, journal] = await Promise.all(
    ["/v1/jobs?limit=50", "/v1/scripts", "/v1/datasets", "/v1/approvals?state=waiting", "/v1/journal"].map(ask));
  const items = jobs.body.items || [];
  table("working", ["Job", "What", "State", "Since"],
    items.filter(j => j.state === "running" || j.state === "queued").map(j => [j.id, what(j), progress(j), when(j.started || j.submitted)]), "Nothing runs, nothing waits.");
  table("ended", ["Job", "What", "How", "When", "Why"],
    items.filter(j => j.ended).slice(0, 15).map(j => [j.id, what(j), element("span", j.state, j.state), when(j.ended), element("span", j.reason, "reason")]), "No job has ended yet.");
  table("scripts", ["Name", "Active version", "Versions"], (scripts.body.items || []).map(s => [s.name, hash(s.active), s.version_count]), "No script was sent yet.");
  table("datasets", ["Name", "Kind", "Rows", "From", "To", "Symbols"],
    (datasets.body.items || []).map(d => d.problem ? [d.name, element("span", d.problem, "failed")] : [d.name, d.kind, d.rows, day(d.from), day(d.to), d.symbol_count]), "There is no dataset yet.");
  const waiting = approvals.body.items || [];
  $("approvals-section").hidden = !waiting.length;
  $("approvals").replaceChildren(...waiting.map(a => element("li", sentence(a))));
  $("journal-section").hidden = journal.status !== 200;
  if (journal.status === 200)
    $("journal").textContent = count(journal.body.durable_act) + " acts, " + journal.body.durability + ", the last in " + journal.body.segment +
      (journal.body.failure ? "; writing has failed: " + journal.body.failure : "");
}

function signIn(problem) {
  $("main").hidden = true;
  $("sign-in").hidden = false;
  $("who").textContent = "";
  if (problem) $("sign-in-problem").textContent = problem;
}

$("sign-in").addEventListener("submit", event => {
  event.preventDefault();
  key = $("key").value.trim();
  $("key").value = "";
  sessionStorage.setItem("key", key);
  $("sign-in-problem").textContent = "";
  look();
});

(async function turn() {
  try { await look(); } catch (problem) { $("state-text").textContent = "the server does not answer"; }
  setTimeout(turn, 2000);
})();
