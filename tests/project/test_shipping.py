"""What is shipped: the image, the compose file, the unit, and what DEPLOY.md says.

There is no container engine to ask, so the files are read, and what the image would
hold is laid out in a folder and run as the image would run it.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.engines.opensearch.cluster.address import parse_address
from service.settings import describe_settings, read_settings
from tests.support.service_process import PATIENCE, ROOT, Service, unprivileged

DEPLOY = (ROOT / "DEPLOY.md").read_text()
SEARCH = ["search-1", "search-2", "search-3"]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
OURS = SERVICES["heardword"]
SETTINGS = describe_settings().keys()
A_PLATFORMS_CHOICE = 1_000_650_000  # a user id such as some platforms make up


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each in one line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.M)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line]


def last(name: str) -> str:
    return [rest for instruction, rest in instructions() if instruction == name][-1]


def in_json(name: str) -> list[str]:
    """A command, written as a list."""
    found: list[str] = json.loads(last(name)[last(name).index("[") :])
    return found


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(last("ENV")))


def copied() -> list[str]:
    """What comes from the checkout."""
    copies = [rest.split() for name, rest in instructions() if name == "COPY"]
    return [each for copy in copies if copy[0][:2] != "--" for each in copy[:-1]]


def steps() -> list[str]:
    """The commands of the second RUN, which builds the index."""
    runs = [rest for name, rest in instructions() if name == "RUN"]
    return runs[-1].split(" && ")


def stated(service: dict[str, Any]) -> dict[str, str]:
    """The environment of a compose service where nobody set anything."""
    pattern = r"\$\{\w+:-(.*?)\}"
    return {
        name: re.sub(pattern, r"\1", str(value))
        for name, value in service["environment"].items()
    }


# The image


def test_what_is_copied_is_there_and_nothing_else_is_sent() -> None:
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}

    assert "*" in rules
    assert set(copied()) == let_in
    assert all((ROOT / name).exists() for name in copied())


def test_the_python_is_ours_and_the_image_small() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]

    assert bases == [f"python:{version}-slim"] * 2


def test_packages_are_checked_and_leave_no_cache() -> None:
    (install,) = [rest for name, rest in instructions() if "pip install" in rest]

    assert {"--require-hashes", "--no-cache-dir"} <= set(install.split())


def test_it_runs_as_nobody_in_particular() -> None:
    user, group = last("USER").split(":")

    assert int(user) > 1000
    assert group == "0"


def test_the_port_is_the_same_everywhere() -> None:
    port = environment()["PORT"]

    assert last("EXPOSE") == port == stated(OURS)["PORT"]
    assert [each.split(":")[-1] for each in OURS["ports"]] == [port]


def test_it_ends_as_gunicorn_ends_gracefully() -> None:
    assert last("STOPSIGNAL") == "SIGTERM"
    assert in_json("CMD") == (ROOT / "Procfile").read_text().split()[1:]


def test_settings_are_known_and_can_be_used() -> None:
    together = environment() | stated(OURS)
    ours = {name for name in together if name.startswith("GLOSSARY_")}

    assert ours <= SETTINGS
    assert read_settings(together).backend == "whoosh:/index"


# Composed


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - SEARCH))
def test_a_service_can_write_and_become_nothing(service: str) -> None:
    stated_service = SERVICES[service]

    assert stated_service["read_only"] is True
    assert stated_service["cap_drop"] == ["ALL"]
    assert stated_service["security_opt"] == ["no-new-privileges:true"]
    assert {"pids_limit", "mem_limit", "restart", "tmpfs"} <= stated_service.keys()


def test_only_this_machine_reaches_it() -> None:
    assert all(port.startswith("127.0.0.1:") for port in OURS["ports"])
    assert "ports" not in SERVICES["redis"]


@pytest.mark.parametrize("service", SEARCH)
def test_a_node_of_the_cluster_can_become_nothing_and_is_not_reached(
    service: str,
) -> None:
    node = SERVICES[service]

    assert node["profiles"] == ["opensearch"]
    assert node["cap_drop"] == ["ALL"]
    assert node["security_opt"] == ["no-new-privileges:true"]
    assert {"pids_limit", "mem_limit", "restart"} <= node.keys()
    assert "ports" not in node


@pytest.mark.parametrize("service", SEARCH)
def test_the_nodes_know_each_other_and_keep_their_own(service: str) -> None:
    node = SERVICES[service]
    volume, folder = node["volumes"][0].split(":")

    assert node["environment"]["node.name"] == service == volume
    assert node["environment"]["discovery.seed_hosts"] == ",".join(SEARCH)
    assert folder == "/usr/share/opensearch/data"


def test_the_address_of_the_cluster_can_be_used() -> None:
    text = (ROOT / "compose.yaml").read_text()
    (address,) = re.findall(r"GLOSSARY_BACKEND=(opensearch:\S+)", text)

    hosts = parse_address(address).hosts

    assert hosts == tuple((name, 9200) for name in SEARCH)


def test_redis_comes_only_when_it_is_asked_for() -> None:
    assert SERVICES["redis"]["profiles"] == ["rate-limit"]
    assert "depends_on" not in OURS


def test_volumes_are_declared_and_lie_where_the_image_has_folders() -> None:
    volumes = dict(each.split(":")[:2] for each in OURS["volumes"])
    made = {folder for step in steps() if "mkdir" in step for folder in step.split()}

    assert volumes.keys() == COMPOSE["volumes"].keys() - set(SEARCH)
    assert set(volumes.values()) <= made


def test_health_is_asked_as_the_image_asks() -> None:
    options = dict(re.findall(r"--([a-z-]+)=(\S+)", last("HEALTHCHECK")))
    check = OURS["healthcheck"]

    assert check["test"] == ["CMD", *in_json("HEALTHCHECK")]
    assert {name.replace("-", "_"): value for name, value in options.items()} == {
        name: str(value) for name, value in check.items() if name != "test"
    }


# What the image holds, run as the image runs it


@dataclass(frozen=True)
class Image:
    """The folders that the image would have, in another place."""

    root: Path

    def placed(self, command: str) -> str:
        """A command of the Dockerfile with this place's folders and this Python."""
        command = command.replace("/venv/bin/python", shlex.quote(sys.executable))
        return re.sub(r"(?<![\w.])/(app|index|log)\b", rf"{self.root}/\1", command)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    # not below pytest's folder, which only its own user can enter
    image = Image(Path(tempfile.mkdtemp()))
    try:
        app = image.root / "app"
        app.mkdir()
        for name in copied():
            ignored = shutil.ignore_patterns(*ignored_names())
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, app / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, app / name)
        for step in steps():
            done = subprocess.run(
                image.placed(step),
                shell=True,
                cwd=app,
                env={"PATH": os.defpath},
                capture_output=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 0, done.stderr
        for each in (image.root, app, *app.rglob("*")):
            each.chmod(0o555 if each.is_dir() else 0o444)
        yield image
    finally:
        make_removable(image.root)
        shutil.rmtree(image.root)


def ignored_names() -> list[str]:
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    return [rule.removeprefix("**/") for rule in rules if rule.startswith("**/")]


def make_removable(root: Path) -> None:
    for folder in (root, *(each for each in root.rglob("*") if each.is_dir())):
        folder.chmod(0o755)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A block in which nobody but root can change anything in a folder."""
    modes = {each: each.stat().st_mode for each in (folder, *folder.rglob("*"))}
    for each, mode in modes.items():
        each.chmod(mode & ~0o222)
    yield
    for each, mode in modes.items():
        each.chmod(mode)


@dataclass(frozen=True)
class Container:
    """The service as the image starts it, and how the image asks for its health."""

    service: Service
    environment: dict[str, str]

    def health(self) -> int:
        command = unprivileged(in_json("HEALTHCHECK"), A_PLATFORMS_CHOICE, 0)
        assert command is not None
        done = subprocess.run(
            command,
            cwd="/",
            env=self.environment | {"PORT": str(self.service.port)},
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        return done.returncode


@pytest.fixture
def container(image: Image, tmp_path: Path) -> Iterator[Any]:
    """Start what the image would start, as a user of a platform's choice."""
    started: list[Container] = []

    def run(**settings: str) -> Container:
        command = unprivileged(in_json("CMD"), A_PLATFORMS_CHOICE, 0)
        if command is None:
            pytest.skip("no other user can read this Python; install setpriv")
        within = environment() | {
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "HOME": "/",
            "GLOSSARY_BACKEND": image.placed(environment()["GLOSSARY_BACKEND"]),
        }
        del within["PORT"]  # a free one is chosen instead
        service = Service(
            tmp_path, within | settings, root=image.root / "app", command=command
        )
        started.append(Container(service, within))
        return started[-1]

    yield run
    for each in started:
        each.service.end()


def test_the_index_is_in_the_image_for_every_user(image: Image) -> None:
    every = [*(image.root / "index").rglob("*")]

    assert len(every) > 10
    for each in (image.root / "index", *every):
        needed = 0o775 if each.is_dir() else 0o664
        assert each.stat().st_mode & needed == needed


def test_it_starts_at_once_with_nothing_to_write_to(
    container: Any, image: Image
) -> None:
    with read_only(image.root / "index"):
        service = container().service.wait_until_ready()

        assert json.loads(service.get("/search?q=clot")[2])["total"] == 3
        assert "Indexing" not in service.output


def test_an_own_glossary_is_indexed_where_the_image_lets_it(
    container: Any, image: Image
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = shutil.copytree(image.root / "index", Path(folder) / "index")
        mine = Path(folder) / "mine.jsonl"
        mine.write_text('{"headword": "Kangaroo", "definition": "It jumps."}\n')
        Path(folder).chmod(0o755)

        service = container(
            GLOSSARY_FILES=str(mine), GLOSSARY_BACKEND=f"whoosh:{index}"
        ).service.wait_until_ready()

        assert json.loads(service.get("/readyz")[2])["entries"] == 1
        assert "Indexing" in service.output


def test_the_health_check_says_whether_it_lives(container: Any) -> None:
    running = container()
    running.service.wait_until_ready()

    alive = running.health()
    running.service.end()
    dead = running.health()

    assert (alive, dead) == (0, 1)


def test_the_image_needs_nothing_of_the_checkout_besides(image: Image) -> None:
    held = {path.name for path in (image.root / "app").iterdir()} - {"__pycache__"}

    assert held == set(copied())
    assert not any(
        fnmatch(path.name, pattern)
        for path in ROOT.glob("index/**/*.py")
        for pattern in ignored_names()
    )


# What DEPLOY.md says


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", DEPLOY, re.DOTALL | re.MULTILINE)


def test_only_settings_that_exist_are_named() -> None:
    assert set(re.findall(r"\bGLOSSARY_[A-Z_]+", DEPLOY)) <= SETTINGS


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", DEPLOY))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here; it comes with systemd")
    (unit,) = blocks("ini")
    python = str(Path(sys.executable).parent)
    file = tmp_path / "heardword.service"
    file.write_text(
        unit.replace("/opt/heardword/.venv/bin", python).replace(
            "/opt/heardword", str(ROOT)
        )
    )

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_gives_no_rights() -> None:
    unit = blocks("ini")[0]

    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert line in unit.splitlines()
    assert "CapabilityBoundingSet=" in unit.splitlines()
