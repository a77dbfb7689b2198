"""A real finsmart server for tests: started on a free port of this machine, spoken to over HTTP, ended."""
import http.client, json, os, re, signal, subprocess, time

program, source = os.environ["FINSMART"], os.environ["SOURCE_DIR"]


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Server:
    """`with Server(home) as s: s.get("/v1/me")`. `key` is the first administrator's."""

    def __init__(self, home, config=None, args=(), listen="127.0.0.1:0"):
        """`listen` None: as the configuration says, an address of this machine first."""
        self.home, self.config, self.args = home, config, list(args) + (["--listen", listen] if listen else [])
        self.process = self.port = self.key = None

    def words(self):
        words = [program, "serve", "--home", self.home] + self.args
        return words + ["--config", self.config] if self.config else words

    def start(self):
        self.log = open(os.path.join(os.path.dirname(self.home), "server.log"), "a")
        self.process = subprocess.Popen(self.words(), stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.said = []
        while self.port is None or not self.said:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("the server did not start: " + open(self.log.name).read())
            self.said.append(line)
            found = re.match(r"listening on 127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
        key = os.path.join(self.home, "admin.key")
        if os.path.exists(key):
            self.key = open(key).read().strip()
        return self

    def stop(self, how=signal.SIGTERM, wait=60):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(wait)
        code = self.process.returncode if self.process else None
        if self.process:
            self.process.stdout.close()
            self.log.close()
        self.port = None
        return code

    def end_program(self):
        """Where `process` is one that watches the server, which is its child: ends that."""
        with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)) as f:
            for pid in f.read().split():
                os.kill(int(pid), signal.SIGTERM)
        self.process.wait(60)
        self.stop()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def call(self, method, path, body=None, key=True, headers=(), type=None):
        """`key`: True the administrator's, None none, or a text. A dict or list as body is JSON."""
        sent = dict(headers)
        if key:
            sent.setdefault("Authorization", "Bearer " + (self.key if key is True else key))
        if isinstance(body, (dict, list)):
            body, type = json.dumps(body), type or "application/json"
        if type:
            sent["Content-Type"] = type
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, sent)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **more):
        return self.call("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def new_key(self, role, name="somebody"):
        return self.post("/v1/keys", {"name": name, "role": role}).json["key"]

    def put_script(self, name, text, active=True, key=True):
        answer = self.call("PUT", "/v1/scripts/" + name, text, type="text/x-lua", key=key)
        if active and answer.status in (200, 201):
            self.post("/v1/scripts/%s/activate" % name, {"version": answer.json["version"]})
        return answer

    def job(self, request, key=True, wait=True, headers=()):
        answer = self.post("/v1/jobs", request, key=key, headers=headers)
        if answer.status != 201 or not wait:
            return answer
        return self.wait_job(answer.json["id"])

    def wait_job(self, id, states=("done", "failed", "cancelled"), limit=120):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            answer = self.get("/v1/jobs/" + id)
            if answer.json["state"] in states:
                return answer
            time.sleep(0.02)
        raise RuntimeError("job %s is still %s" % (id, answer.json["state"]))


failures = 0


def check(what, ok, detail=""):
    global failures
    print(("ok - " if ok else "not ok - ") + what, flush=True)
    if not ok:
        failures += 1
        print("    " + str(detail)[:2000], flush=True)
    return ok


def finish():
    raise SystemExit(failures != 0)
