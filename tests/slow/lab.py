"""The course as a learner meets it: `make lab`, and a real browser that runs notebook 1.

`make test-lab` calls this; it needs Chromium. Everything happens in a copy of the notebooks and
with new profiles, Jupyter's and the browser's; afterwards no process of either is left.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx
import nbformat
import psutil
import pytest
from playwright.sync_api import sync_playwright

from utils.files import cache_folder
from utils.images import OUTPUT, PROJECT

NOTEBOOKS = sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb"))
FIRST = NOTEBOOKS[0]
HERE = {"localhost", "127.0.0.1", "::1"}
EARS = '''
import sys

def hear(event, values):
    """Write down what this Python, a server or a kernel, looks for outside this machine."""
    host = {"socket.getaddrinfo": lambda: values[0],
            "socket.connect": lambda: values[1][0] if isinstance(values[1], tuple) else None,
            }.get(event, lambda: None)()
    if host not in (None, "", "localhost", "::1") and not str(host).startswith("127."):
        with open(r"FILE", "a") as file:
            print(event, host, file=file)

sys.addaudithook(hear)
'''
SHOWN = """() => {
    const all = selector => [...document.querySelectorAll(`.jp-Notebook ${selector}`)];
    return {
        prompts: all('.jp-InputArea-prompt').map(prompt => prompt.textContent.trim()),
        pictures: all('.jp-OutputArea-output img').filter(img => img.naturalWidth > 0).length,
        errors: all('[data-mime-type="application/vnd.jupyter.error"], ' +
                    '[data-mime-type="application/vnd.jupyter.stderr"]').map(e => e.textContent),
    };
}"""
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # fixtures end all the same


def wait_for(what, found, seconds):
    """Call `found` until it returns something true, and return that."""
    until = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < until, f"no {what} within {seconds} seconds"
        time.sleep(0.2)
    return result


def processes(folder):
    """Those with this folder in their command line or environment: all that began here."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), *process.environ().values()]
        except psutil.Error:  # somebody else's, or gone meanwhile
            continue
        if any(str(folder) in word for word in words) and process.pid != os.getpid():
            found.append(process)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of what `make lab` touches, of which nothing runs afterwards."""
    folder = tmp_path_factory.mktemp("course").resolve()
    for name in ("Makefile", "requirements.txt", "setup.py", "pyproject.toml"):
        shutil.copy2(PROJECT / name, folder)
    (folder / ".venv").symlink_to(PROJECT / ".venv")
    (folder / "notebooks").mkdir()
    for name in NOTEBOOKS:
        shutil.copy2(PROJECT / "notebooks" / name, folder / "notebooks")
    shutil.copytree(PROJECT / "docs", folder / "docs")
    (folder / "ears").mkdir()
    (folder / "ears" / "sitecustomize.py").write_text(EARS.replace("FILE", str(folder / "heard")))
    try:
        yield folder
    finally:
        _, left = psutil.wait_procs(processes(folder), timeout=20)
        for process in left:
            process.kill()
    assert not left, f"these outlived the server and the browser: {left}"


def answers(url):
    try:
        return httpx.get(url)
    except httpx.ConnectError:
        return None


@pytest.fixture(scope="module")
def server(folder):
    """What JupyterLab says of itself once `make lab` has started it: its url, token, pid, port."""
    environment = {name: value for name, value in os.environ.items() if "JUPYTER" not in name}
    environment |= {
        f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")
    }
    environment |= {
        "IPYTHONDIR": str(folder / "ipython"),
        "KERAS_HOME": str(cache_folder()),
        "BROWSER": "true",
        "PYTHONPATH": f"{folder / 'ears'}:{PROJECT}",
    }
    with open(folder / "server.log", "w") as log:
        make = subprocess.Popen(
            ["make", "lab"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        said = wait_for("server", lambda: [*(folder / "RUNTIME").glob("jpserver-*.json")], 90)
        server = json.loads(said[0].read_text())
        wait_for("answer of the server", lambda: answers(f"{server['url']}lab"), 30)
        yield server
    finally:
        os.killpg(make.pid, signal.SIGTERM)  # JupyterLab ends its kernels, then itself
        make.wait(30)
        print((folder / "server.log").read_text())


@pytest.fixture(scope="module")
def browser(folder, server):
    with sync_playwright() as playwright:
        chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
        browser = playwright.chromium.launch_persistent_context(
            folder / "browser",
            executable_path=chromium,
            viewport={"width": 1280, "height": 900},
            args=["--disable-gpu", "--disable-quic"],
        )
        try:
            yield browser
        finally:
            browser.close()


class Tab:
    """A notebook open in JupyterLab: its page, whom it asked, how many cells it had executed."""

    def __init__(self, browser, server, name):
        self.page = browser.new_page()
        self.hosts, self.executed, self.ready = {None}, 0, False  # None: a data: URL
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.on("websocket", self.listen)
        self.page.goto(f"{server['url']}lab/tree/notebooks/{name}?reset&token={server['token']}")
        self.page.locator(f".jp-mod-current:has-text('{name}')").first.wait_for(timeout=60_000)
        wait_for("kernel", lambda: self.page.wait_for_timeout(200) or self.ready, 60)
        self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()

    def listen(self, socket):
        self.hosts.add(urlsplit(socket.url).hostname)
        socket.on("framesent", self.sent)
        socket.on("framereceived", self.received)

    def sent(self, frame):
        self.executed += b'"execute_request"' in as_bytes(frame)

    def received(self, frame):
        self.ready = self.ready or b'"kernel_info_reply"' in as_bytes(frame)

    def choose(self, menu, item):
        self.page.locator(f".lm-MenuBar-itemLabel:text-is('{menu}')").click()
        self.page.locator(f".lm-Menu-itemLabel:text-is('{item}')").click()


def as_bytes(frame):
    return frame.encode() if isinstance(frame, str) else frame


def code_cells(path):
    return [
        cell
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and cell.source.strip()
    ]


def test_it_listens_to_this_machine_alone(server):
    process = psutil.Process(server["pid"])
    ears = {
        connection.laddr
        for one in [process, *process.children(recursive=True)]
        for connection in one.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert server["port"] in {address.port for address in ears}
    assert all(ip_address(address.ip).is_loopback for address in ears)


@pytest.mark.parametrize("token", ["", "?token=", "?token=wrong"])
def test_nobody_comes_in_without_the_token(server, token):
    for path in ("api/contents", "api/kernels", "api/sessions", f"api/contents/notebooks/{FIRST}"):
        assert httpx.get(f"{server['url']}{path}{token}").status_code == 403
    for path in ("lab", f"lab/tree/notebooks/{FIRST}", f"files/notebooks/{FIRST}"):
        answer = httpx.get(f"{server['url']}{path}{token}")
        assert answer.status_code in (302, 403)
        assert answer.status_code == 403 or "/login" in answer.headers["location"]


def test_with_its_token_one_does(server):
    answer = httpx.get(f"{server['url']}api/contents/notebooks?token={server['token']}")
    assert {file["name"] for file in answer.json()["content"]} >= set(NOTEBOOKS)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_opening_a_notebook_executes_and_fetches_nothing(name, browser, server, folder):
    tab = Tab(browser, server, name)
    tab.page.wait_for_timeout(3000)
    tab.page.close()
    assert tab.executed == 0
    assert tab.hosts <= HERE | {None} and not (folder / "heard").exists()
    assert (folder / "notebooks" / name).read_bytes() == (PROJECT / "notebooks" / name).read_bytes()


def test_a_link_to_the_glossary_opens_it(browser, server):
    tab = Tab(browser, server, "07_faster.ipynb")
    tab.page.locator("a[href*='docs/glossary.md']").first.click()
    tab.page.locator(".jp-mod-current:has-text('glossary.md')").first.wait_for(timeout=20_000)
    tab.page.close()


def test_all_cells_of_the_first_run_without_an_error_and_show_pictures(browser, server, folder):
    path = folder / "notebooks" / FIRST
    notebook, stored = nbformat.read(path, as_version=4), code_cells(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)
    tab = Tab(browser, server, FIRST)
    shown = tab.page.evaluate(SHOWN)
    assert not shown["pictures"] and not "".join(shown["prompts"]).strip("[]: ")
    tab.choose("Run", "Run All Cells")
    wait_for("cell that runs", lambda: tab.page.wait_for_timeout(200) or tab.executed, 60)
    shown = wait_for("end of the notebook", lambda: finished(tab.page.evaluate(SHOWN)), 900)
    assert not shown["errors"]
    assert [prompt for prompt in shown["prompts"] if prompt] == [
        f"[{number + 1}]:" for number in range(len(stored))
    ]
    assert tab.executed == len(stored)
    pictures = [
        output
        for cell in stored
        for output in cell.outputs
        if any(kind.startswith("image/") for kind in output.get("data", {}))
    ]
    assert shown["pictures"] == len(pictures) > 0
    tab.page.locator(".jp-OutputArea-output img").last.scroll_into_view_if_needed()
    tab.page.screenshot(path=OUTPUT / "lab.png")
    assert tab.hosts <= HERE | {None}
    assert not (folder / "heard").exists(), (folder / "heard").read_text()


def finished(shown):
    """What is shown, once there is an error or every cell has its number."""
    numbers = [prompt for prompt in shown["prompts"] if prompt]
    ended = numbers and all(prompt.strip("[]:").isdecimal() for prompt in numbers)
    return shown if ended or shown["errors"] else None
