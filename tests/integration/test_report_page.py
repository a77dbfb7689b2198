#!/usr/bin/env python3
"""Looks at report pages in headless Chromium: no console message, no request, no sideways scrolling on a phone or a desk; and
works the charts and tables of those that run a script.

Speaks the DevTools protocol over a pipe. `--shots DIR [PAGE...]` takes pictures instead, of the pages given or made.
"""
import base64
import hashlib
import html.parser
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser, DESK, PHONE

source = os.path.abspath(os.environ.get("SOURCE_DIR", os.path.join(os.path.dirname(__file__), "../..")))
class Nesting(html.parser.HTMLParser):
    """Finds elements that are not closed in the order in which they were opened, and anything that could run or load, but
    for the one script whose hash the page's policy names, and data."""
    VOID = {"meta", "link", "input", "br"}
    ALLOWED = set("""html head meta link title style body header h1 h2 h3 p nav ol li a main section dl dt dd div b small figure figcaption input label table
        caption thead tbody tr th td span details summary code pre footer svg desc text path rect circle g script""".split())

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.ids, self.scripts, self.policy, self.running = [], [], set(), [], "", None

    def handle_starttag(self, tag, attributes):
        if tag not in self.ALLOWED:
            self.wrong.append(f"<{tag}> at {self.getpos()}")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "style", "srcset", "action") or (name in ("href", "xlink:href") and not value.startswith(("#", "data:,"))):
                self.wrong.append(f"{name}={value!r} at {self.getpos()}")
            if name == "content" and "default-src" in value:
                self.policy = value
            if name == "id":
                if value in self.ids:
                    self.wrong.append(f"id {value} twice")
                self.ids.add(value)
        self.running = "" if tag == "script" and dict(attributes).get("type") != "application/json" else None
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_data(self, data):
        if self.running is not None:
            self.running += data

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag == "script" and self.running is not None:
            self.scripts.append(self.running)
        self.running = None
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


failed = 0


def say(good, what, why=""):
    global failed
    failed += not good
    print(("ok - " if good else "not ok - ") + what + (f": {why}" if why and not good else ""))


def make_pages(folder):
    subprocess.run(["luajit", os.path.join(source, "tests/lua/report/make_pages.lua"), folder], check=True)
    return sorted(os.path.join(folder, f) for f in os.listdir(folder))


def run_backtest(folder, pages):
    """The page that the program itself writes, of the shipped data; and of a strategy whose orders are refused."""
    greedy = os.path.join(folder, "greedy.lua")
    with open(greedy, "w") as f:
        f.write('return strategy { name = "greedy", api = 1, on_bar = function(ctx, s, bar) s:buy(1e6) ctx:record { close = bar.close } end }\n')
    env = dict(os.environ, FINSMART_HOME=os.path.join(folder, "home"))
    program = os.environ["FINSMART"]
    commands = [["import", "scripts/data/sp500-2000.csv", "--dataset", "sp500"],
                ["backtest", "scripts/strategies/sma_cross.lua", "--data", "sp500", "--benchmark", "sp500", "--fee-bps", "1", "--report", os.path.join(pages, "sp500.html")],
                ["backtest", "scripts/strategies/sma_cross.lua", "--data", "sp500", "--out", os.path.join(folder, "a")],
                ["backtest", "scripts/strategies/sma_cross.lua", "--data", "sp500", "--param", "slow=90", "--out", os.path.join(folder, "b")],
                ["compare", os.path.join(folder, "a"), os.path.join(folder, "b"), "--report", os.path.join(pages, "compare.html")],
                ["backtest", greedy, "--data", "sp500", "--to", "2001-06-30", "--report", os.path.join(pages, "greedy.html")]]
    for words in commands:
        done = subprocess.run([program, *words], cwd=source, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        say(done.returncode == 0, "finsmart " + words[0] + " " + os.path.basename(words[1]), done.stdout)
    with open(os.path.join(pages, "sp500.html")) as f:
        text = f.read()
    say("between 3 January 2000 and 17 April 2020" in text, "the page of the shipped data says its dates")
    say("finsmart backtest scripts/strategies/sma_cross.lua --data sp500 --benchmark sp500 --fee-bps 1" in text, "the page says how to run it again")
    with open(os.path.join(pages, "greedy.html")) as f:
        text = f.read()
    say("Refused orders and warnings" in text and "The first: order 1 for sp500" in text, "the page says what was refused")


def check_text(page):
    with open(page, "rb") as f:
        data = f.read()
    name = os.path.basename(page)
    try:
        text = data.decode()
    except UnicodeDecodeError as why:
        return say(False, f"{name} is UTF-8", str(why))
    nesting = Nesting()
    nesting.feed(text)
    nesting.close()
    say(not nesting.wrong and not nesting.open, f"{name} is well formed and holds nothing that runs or loads", f"{nesting.wrong[:5]} {nesting.open}")
    hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in nesting.scripts]
    allowed = [word for word in nesting.policy.replace(";", " ").split() if word.startswith("'sha256")]
    say(nesting.policy.startswith("default-src 'none'") and hashes == allowed and len(hashes) <= 1 and "script-src 'unsafe" not in nesting.policy, f"{name} runs only the script that its policy names", nesting.policy)
    say("http://" not in text and "https://" not in text and "url(" not in text, f"{name} names no other place")
    say(len(data) < 1 << 20, f"{name} is smaller than 1 MiB", str(len(data)))
    bare = [w for w in ("nan", "inf", "nil", "-inf") if f">{w}<" in text or f'"{w}"' in text]
    say(not bare, f"{name} shows no bare nan, inf or nil", str(bare))


def look(browser, page):
    name = os.path.basename(page)
    for size, what in ((DESK, "a desk"), (PHONE, "a phone")):
        said, asked = browser.open(page, size)
        say(not said, f"{name} is silent on the console on {what}", "; ".join(said))
        say(not asked, f"{name} asks nothing of the network on {what}", "; ".join(asked))
        width = browser.value("document.documentElement.scrollWidth")
        say(width <= size[0], f"{name} does not scroll sideways on {what}", f"{width} > {size[0]}")
        hidden = browser.value("""[...document.querySelectorAll('table.prose')].filter(t => t.tHead && t.tHead.textContent.includes('Meaning')).map(t => t.closest('.scroll')).filter(s => s && s.scrollWidth > s.clientWidth + 1)
            .map(s => s.textContent.slice(0, 40) + ' ' + s.scrollWidth + ' > ' + s.clientWidth).join('|')""")
        say(not hidden or name == "evil.html", f"{name} shows what its figures mean whole on {what}", hidden)
        cut = browser.value("""[...document.querySelectorAll('svg.chart text')].filter(t => { const r = t.getBoundingClientRect(), s = t.ownerSVGElement.getBoundingClientRect();
            return r.width && (r.left < s.left - 1 || r.right > s.right + 1) && getComputedStyle(t).visibility == 'visible' }).map(t => t.textContent).slice(0, 5).join('|')""")
        say(not cut, f"{name} cuts no text of a chart on {what}", cut)


def work(browser, page):
    """Zooms, scales, reads and sorts."""
    name = os.path.basename(page)
    browser.open(page, DESK)
    value = browser.value
    say(value("document.querySelectorAll('.stage > svg').length") == 1, f"{name} draws its chart")
    value("""window.pick = name => [...document.querySelectorAll('.tools button')].find(b => b.textContent === name);
             window.move = (kind, x, more) => { const r = document.querySelector('.stage').getBoundingClientRect();
               document.querySelector('.stage').dispatchEvent(new PointerEvent(kind, { clientX: r.left + r.width * x, clientY: r.top + 50, pointerType: 'mouse', button: 0, bubbles: true, ...more })) };
             Element.prototype.setPointerCapture = () => {}; window.read = () => document.querySelector('.readout').textContent""")
    before = value("document.querySelector('.stage > svg').innerHTML")
    value("pick('Log').click()")
    say(value("pick('Log').getAttribute('aria-pressed')") == "true" and value("document.querySelector('.stage > svg').innerHTML") != before, f"{name} has a logarithmic scale")
    value("pick('Percent').click()")
    say("%" in (value("document.querySelector('.stage svg text').textContent") or ""), f"{name} has a scale of percent")
    value("move('pointermove', 0.5)")
    middle = value("read()")
    say("20" in middle and "Apr 2020" not in middle.split("since")[0] and value("document.querySelectorAll('.stage circle').length") >= 2, f"{name} shows the values under the pointer", middle)
    value("move('pointerdown', 0.5); move('pointermove', 0.75); move('pointerup', 0.75)")
    say("since 3 Jan 2000" not in value("read()") and value("pick('All').getAttribute('aria-pressed')") == "false", f"{name} zooms into what is dragged over", value("read()"))
    value("document.querySelector('.stage').dispatchEvent(new KeyboardEvent('keydown', { key: '0' }))")
    say("since 3 Jan 2000" in value("read()"), f"{name} shows all of the time again by key", value("read()"))
    value("document.querySelector('.stage').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }))")
    say("16 Apr 2020" in value("read()"), f"{name} moves its cursor by key", value("read()"))
    value("pick('1Y').click()")
    say("Apr 2019" in value("read()"), f"{name} shows the last year", value("read()"))
    ink = "getComputedStyle(document.body).backgroundColor"
    light = value(ink)
    value("document.querySelector('.theme').click(); document.querySelector('.theme').click()")
    say(value(ink) != light and value("document.querySelector('.theme').textContent") == "Colours: dark", f"{name} goes dark when asked")
    value("window.table = [...document.querySelectorAll('table.sortable')].find(t => t.tHead.rows[0].cells[0].textContent === 'Year'); window.column = k => [...table.tBodies[0].rows].map(r => r.cells[k].textContent); table.tHead.rows[0].cells[1].firstChild.click()")
    first = value("column(1)")
    value("table.tHead.rows[0].cells[1].firstChild.click()")
    number = lambda text: float(text.replace("\u2212", "-").replace("%", ""))
    say(first == sorted(first, key=number, reverse=True) and value("column(1)") == sorted(first, key=number) and len(first) == 21, f"{name} sorts a table both ways", str(first))
    say(value("table.tHead.rows[0].cells[1].getAttribute('aria-sort')") in ("ascending", "descending"), f"{name} says how a table is sorted")


def filter_trades(browser, page):
    browser.open(page, DESK)
    value = browser.value
    value("window.input = document.querySelector('.filter input'); window.rows = [...document.querySelector('table.filtered').tBodies[0].rows]; input.value = '2009-'; input.dispatchEvent(new Event('input'))")
    shown = value("rows.filter(r => !r.hidden).map(r => r.textContent)")
    say(shown and len(shown) < value("rows.length") and all("2009-" in row for row in shown), "the table of trades shows only what is looked for", str(shown)[:300])


def main():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder:
        pages_folder = os.path.join(folder, "pages")
        os.mkdir(pages_folder)
        if len(sys.argv) > 2 and sys.argv[1] == "--shots":
            pages = [os.path.abspath(p) for p in sys.argv[3:]] or make_pages(pages_folder)
            browser = Browser(program, os.path.join(folder, "profile"))
            for page in pages:
                stem = os.path.join(sys.argv[2], os.path.splitext(os.path.basename(page))[0])
                for size, suffix in ((DESK, "desk"), (PHONE, "phone")):
                    for dark in (False, True):
                        browser.open(page, size, dark)
                        browser.shot(f"{stem}-{suffix}{'-dark' if dark else ''}.png")
                browser.open(page, DESK)
                browser.print(stem + ".pdf")
            browser.close()
            return 0
        if "FINSMART" in os.environ:
            run_backtest(folder, pages_folder)
        pages = make_pages(pages_folder)
        for page in pages:
            check_text(page)
        if not program:
            print("skipped: chromium is not installed, so no page was looked at")
            return 77 if not failed else 1
        browser = Browser(program, os.path.join(folder, "profile"))
        for page in pages:
            look(browser, page)
            if os.path.basename(page) in ("sp500.html", "compare.html"):
                work(browser, page)
        if "FINSMART" in os.environ:
            filter_trades(browser, os.path.join(pages_folder, "sp500.html"))
        browser.close()
    return 1 if failed else 0


sys.exit(main())
