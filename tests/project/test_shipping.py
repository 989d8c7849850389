"""Deployment files: Dockerfile, compose file, systemd unit, DEPLOY.md.

No container engine is needed: the tests parse the files, lay out the image's files in a
folder, and run them with the image's commands.
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
ARBITRARY_USER = 1_000_650_000  # a user id as some platforms assign them


def instructions() -> list[tuple[str, str]]:
    """Parse the Dockerfile's instructions, each as one line."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.M)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line]


def last(name: str) -> str:
    return [rest for instruction, rest in instructions() if instruction == name][-1]


def json_command(name: str) -> list[str]:
    """Parse the command of the last instruction with this name."""
    command: list[str] = json.loads(last(name)[last(name).index("[") :])
    return command


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in shlex.split(last("ENV")))


def copied() -> list[str]:
    """List the files copied from the checkout."""
    copies = [rest.split() for name, rest in instructions() if name == "COPY"]
    return [each for copy in copies if copy[0][:2] != "--" for each in copy[:-1]]


def steps() -> list[str]:
    """Return the commands of the last RUN, which builds the index."""
    runs = [rest for name, rest in instructions() if name == "RUN"]
    return runs[-1].split(" && ")


def default_environment(service: dict[str, Any]) -> dict[str, str]:
    """Return the environment of a compose service without overrides."""
    pattern = r"\$\{\w+:-(.*?)\}"
    return {
        name: re.sub(pattern, r"\1", str(value))
        for name, value in service["environment"].items()
    }


# Image


def test_build_context_has_only_copied_files() -> None:
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    allowed = {rule[1:] for rule in rules if rule.startswith("!")}

    assert "*" in rules
    assert set(copied()) == allowed
    assert all((ROOT / name).exists() for name in copied())


def test_image_uses_the_slim_python_of_the_project() -> None:
    version = (ROOT / ".python-version").read_text().strip()
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]

    assert bases == [f"python:{version}-slim"] * 2


def test_image_installs_with_hashes_and_without_cache() -> None:
    (install,) = [rest for name, rest in instructions() if "pip install" in rest]

    assert {"--require-hashes", "--no-cache-dir"} <= set(install.split())


def test_image_runs_as_unprivileged_user() -> None:
    user, group = last("USER").split(":")

    assert int(user) > 1000
    assert group == "0"


def test_index_of_the_image_belongs_to_root() -> None:
    """Any user ID may read its pickles: files of another user would be refused."""
    copies = [rest.split() for name, rest in instructions() if name == "COPY"]

    assert ["--from=built", "/index", "/index"] in copies


def test_port_is_the_same_in_image_and_compose_file() -> None:
    port = environment()["PORT"]

    assert last("EXPOSE") == port == default_environment(OURS)["PORT"]
    assert [each.split(":")[-1] for each in OURS["ports"]] == [port]


def test_image_stops_by_sigterm_and_starts_as_the_procfile() -> None:
    assert last("STOPSIGNAL") == "SIGTERM"
    assert json_command("CMD") == (ROOT / "Procfile").read_text().split()[1:]


def test_settings_of_image_and_compose_file_are_valid() -> None:
    together = environment() | default_environment(OURS)
    ours = {name for name in together if name.startswith("GLOSSARY_")}

    assert ours <= SETTINGS
    assert read_settings(together).backend == "whoosh:/index"


# Compose file


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - SEARCH))
def test_container_is_read_only_without_privileges(service: str) -> None:
    definition = SERVICES[service]

    assert definition["read_only"] is True
    assert definition["cap_drop"] == ["ALL"]
    assert definition["security_opt"] == ["no-new-privileges:true"]
    assert {"pids_limit", "mem_limit", "restart", "tmpfs"} <= definition.keys()


def test_ports_are_published_on_loopback_only() -> None:
    assert all(port.startswith("127.0.0.1:") for port in OURS["ports"])
    assert "ports" not in SERVICES["redis"]


@pytest.mark.parametrize("service", SEARCH)
def test_cluster_node_has_no_privileges_and_no_published_port(
    service: str,
) -> None:
    node = SERVICES[service]

    assert node["profiles"] == ["opensearch"]
    assert node["cap_drop"] == ["ALL"]
    assert node["security_opt"] == ["no-new-privileges:true"]
    assert {"pids_limit", "mem_limit", "restart"} <= node.keys()
    assert "ports" not in node


@pytest.mark.parametrize("service", SEARCH)
def test_cluster_nodes_discover_each_other_and_have_own_volumes(service: str) -> None:
    node = SERVICES[service]
    volume, folder = node["volumes"][0].split(":")

    assert node["environment"]["node.name"] == service == volume
    assert node["environment"]["discovery.seed_hosts"] == ",".join(SEARCH)
    assert folder == "/usr/share/opensearch/data"


def test_cluster_address_in_compose_file_is_valid() -> None:
    text = (ROOT / "compose.yaml").read_text()
    (address,) = re.findall(r"GLOSSARY_BACKEND=(opensearch:\S+)", text)

    hosts = parse_address(address).hosts

    assert hosts == tuple((name, 9200) for name in SEARCH)


def test_redis_runs_only_with_its_profile() -> None:
    assert SERVICES["redis"]["profiles"] == ["rate-limit"]
    assert "depends_on" not in OURS


def test_volumes_are_declared_and_mounted_on_folders_of_the_image() -> None:
    volumes = dict(each.split(":")[:2] for each in OURS["volumes"])
    created = {folder for step in steps() if "mkdir" in step for folder in step.split()}

    assert volumes.keys() == COMPOSE["volumes"].keys() - set(SEARCH)
    assert set(volumes.values()) <= created


def test_health_check_is_the_same_in_image_and_compose_file() -> None:
    options = dict(re.findall(r"--([a-z-]+)=(\S+)", last("HEALTHCHECK")))
    check = OURS["healthcheck"]

    assert check["test"] == ["CMD", *json_command("HEALTHCHECK")]
    assert {name.replace("-", "_"): value for name, value in options.items()} == {
        name: str(value) for name, value in check.items() if name != "test"
    }


# The image's files, run with its commands


@dataclass(frozen=True)
class Image:
    """Folders of the image below another root."""

    root: Path

    def relocate(self, command: str) -> str:
        """Replace folders and Python in a command of the Dockerfile."""
        command = command.replace("/venv/bin/python", shlex.quote(sys.executable))
        return re.sub(r"(?<![\w.])/(app|index|log)\b", rf"{self.root}/\1", command)


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    # not below pytest's folder, which other users cannot enter
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
                image.relocate(step),
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
    """Remove write permissions in a folder for a block."""
    modes = {each: each.stat().st_mode for each in (folder, *folder.rglob("*"))}
    for each, mode in modes.items():
        each.chmod(mode & ~0o222)
    yield
    for each, mode in modes.items():
        each.chmod(mode)


@dataclass(frozen=True)
class Container:
    """Service started as in the image, with the image's health check."""

    service: Service
    environment: dict[str, str]

    def health(self) -> int:
        command = unprivileged(json_command("HEALTHCHECK"), ARBITRARY_USER, 0)
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
    """Return a function that runs the image's command as an arbitrary user."""
    started: list[Container] = []

    def run(**settings: str) -> Container:
        command = unprivileged(json_command("CMD"), ARBITRARY_USER, 0)
        if command is None:
            pytest.skip("no other user can read this Python; install setpriv")
        variables = environment() | {
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "HOME": "/",
            "GLOSSARY_BACKEND": image.relocate(environment()["GLOSSARY_BACKEND"]),
        }
        del variables["PORT"]  # a free one is chosen instead
        service = Service(
            tmp_path, variables | settings, root=image.root / "app", command=command
        )
        started.append(Container(service, variables))
        return started[-1]

    yield run
    for each in started:
        each.service.end()


def test_image_has_an_index_readable_for_every_user(image: Image) -> None:
    files = [*(image.root / "index").rglob("*")]

    assert len(files) > 10
    for each in (image.root / "index", *files):
        permissions = 0o775 if each.is_dir() else 0o664
        assert each.stat().st_mode & permissions == permissions


def test_container_starts_on_a_read_only_file_system_without_indexing(
    container: Any, image: Image
) -> None:
    with read_only(image.root / "index"):
        service = container().service.wait_until_ready()

        assert json.loads(service.get("/search?q=clot")[2])["total"] == 3
        assert "Indexing" not in service.output


def test_own_glossary_is_indexed_in_the_index_folder(
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


def test_health_check_fails_after_the_end(container: Any) -> None:
    running = container()
    running.service.wait_until_ready()

    alive = running.health()
    running.service.end()
    dead = running.health()

    assert (alive, dead) == (0, 1)


def test_action_is_shipped_with_what_it_needs_but_not_in_the_image() -> None:
    text = (ROOT / "action.yml").read_text()

    assert "requirements-slim.txt" in text
    assert {"index", "service", "requirements-slim.txt"} <= set(copied())
    assert "action.yml" not in copied()


def test_image_has_only_copied_files(image: Image) -> None:
    names = {path.name for path in (image.root / "app").iterdir()} - {"__pycache__"}

    assert names == set(copied())
    assert not any(
        fnmatch(path.name, pattern)
        for path in ROOT.glob("index/**/*.py")
        for pattern in ignored_names()
    )


# DEPLOY.md


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", DEPLOY, re.DOTALL | re.MULTILINE)


def test_deploy_page_names_only_existing_settings() -> None:
    assert set(re.findall(r"\bGLOSSARY_[A-Z_]+", DEPLOY)) <= SETTINGS


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", DEPLOY))))
def test_deploy_page_links_exist(link: str) -> None:
    assert (ROOT / link).exists()


def test_systemd_unit_is_valid(tmp_path: Path) -> None:
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


def test_systemd_unit_has_no_privileges() -> None:
    unit = blocks("ini")[0]

    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert line in unit.splitlines()
    assert "CapabilityBoundingSet=" in unit.splitlines()
