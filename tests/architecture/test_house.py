"""The rules of the house (docs/architecture.md), so that walls stay where they are."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from intake import bell

ROOT = Path(__file__).parents[2]
KERNEL = {path.stem for path in (ROOT / "intake").glob("*.py")} - {"__init__", "app", "cli"}
SLICES = {path.parent.name for path in (ROOT / "intake").glob("*/__init__.py")} - {
    "migrations",  # the history of all tables
    "run",  # starts the other processes
}
MOST_LINES = 250
NO_NAMES = re.compile(r"(utils?|helpers?|common|managers?|misc)\.py$")

# Who may know whom. Reading by join counts. A new arrow is a decision: add it here, with care.
ARROWS = {
    "hours": {"sites"},
    "promises": {"hours", "sites"},
    "declared": {"sites"},
    "submissions": {"sites", "hours", "promises", "declared"},
    "threads": {"submissions", "sites"},
    # writing lines of the access log, and the pages where the owner reads the audit log
    "privacy": {"accounts", "sites", "submissions"},
    "sites": set(),
    "alerts": {"sites", "submissions"},
    "accounts": {"sites", "alerts"},
    "duty": {"hours", "sites", "accounts", "alerts"},
    "callbacks": {
        *("submissions", "sites", "privacy", "accounts"),
        *("hours", "promises", "declared", "duty", "alerts"),
    },
    # what an owner decides about the slices that visitors meet, which know no accounts
    "setup": {
        *("hours", "promises", "declared", "submissions", "sites"),
        *("accounts", "duty", "callbacks", "alerts", "watch"),
    },
    # what an author may do afterwards, and is told
    "authors": {"submissions", "sites", "alerts", "threads"},
    "moderation": {
        *("submissions", "sites", "threads", "callbacks", "accounts", "privacy"),
        *("authors", "alerts", "promises"),
    },
    "watch": {
        *("accounts", "sites", "submissions", "alerts", "moderation", "callbacks"),
        *("hours", "promises", "declared", "duty"),
    },
    # reads by join, and decides as a moderator would
    "replay": {
        *("accounts", "sites", "submissions", "moderation", "callbacks", "alerts"),
        *("promises", "declared"),
    },
    "demo": {
        *("accounts", "sites", "submissions", "threads", "alerts"),
        *("hours", "promises", "declared", "duty"),
    },
}
# Inside a slice: edges, then forms, then services, then the store, then its tables.
LAYERS = {"views": 4, "forms": 3, "service": 2, "store": 1, "tables": 0}


def python_files(*folders):
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imports_of(path):
    """Every module of ours that a file imports, as dotted names; `from a import b` gives a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def slice_of(path):
    parts = path.relative_to(ROOT / "intake").parts
    return parts[0] if len(parts) > 1 and parts[0] in SLICES else None


def arrows():
    for path in python_files("intake"):
        source = slice_of(path)
        for name in imports_of(path):
            parts = name.split(".")
            if source and parts[0] == "intake" and len(parts) > 1 and parts[1] in SLICES:
                yield path, source, parts[1]


def test_intake_never_imports_the_workers():
    for path in python_files("intake"):
        assert not [name for name in imports_of(path) if name.split(".")[0] == "workers"], path


@pytest.mark.parametrize("worker", sorted(bell.JOBS))
def test_every_job_that_the_bell_names_exists(worker):
    module, _, name = bell.JOBS[worker].rpartition(".")
    assert callable(getattr(import_module(module), name))


def test_jobs_are_named_in_one_file():
    named = [path for path in python_files("intake") if "workers.jobs" in path.read_text()]
    assert named == [ROOT / "intake" / "bell.py"]


def test_the_kernel_knows_no_slice():
    for module in KERNEL:
        for name in imports_of(ROOT / "intake" / f"{module}.py"):
            parts = name.split(".")
            assert not (parts[0] == "intake" and parts[1:2] and parts[1] in SLICES), (module, name)


def test_arrows_between_slices_are_those_that_were_decided():
    assert set(ARROWS) == SLICES
    for path, source, target in arrows():
        assert target == source or target in ARROWS[source], f"{path}: {source} -> {target}"


def test_arrows_between_slices_form_no_circle():
    reached = {name: set(targets) for name, targets in ARROWS.items()}
    for _ in reached:
        for nears in reached.values():
            nears |= {far for near in set(nears) for far in reached[near]}
    assert not [name for name in reached if name in reached[name]]


def test_inside_a_slice_arrows_go_down():
    for path in python_files("intake"):
        own = slice_of(path)
        if own is None or path.stem not in LAYERS:
            continue
        for name in imports_of(path):
            parts = name.split(".")
            if parts[:2] == ["intake", own] and parts[2:3] and parts[2] in LAYERS:
                assert LAYERS[parts[2]] <= LAYERS[path.stem], f"{path}: {name}"
                assert parts[2] != path.stem or path.stem == "tables", f"{path}: {name}"


def test_stores_and_services_know_neither_request_nor_form():
    for path in python_files("intake"):
        if path.stem in {"service", "store", "tables"}:
            for name in imports_of(path):
                assert name.split(".")[0] not in {"flask", "flask_wtf", "wtforms"}, (
                    f"{path}: {name}"
                )


def test_each_table_is_written_by_one_slice():
    """insert(), update() and delete() of a table appear only in the slice that declares it."""
    owner = {}
    for path in python_files("intake"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and "__tablename__" in ast.unparse(node):
                owner[node.name] = slice_of(path) or path.stem
    for path in python_files("intake", "workers"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in {"insert", "update", "delete"} and node.args:
                table = ast.unparse(node.args[0])
                here = slice_of(path) or path.stem if "intake" in path.parts else "workers"
                assert owner.get(table, here) == here, f"{path} writes {table}"


def test_the_web_process_never_loads_scikit_learn():
    code = (
        "import sys, intake.app; "
        "sys.exit(any(name.split('.')[0] in {'sklearn', 'scipy', 'numpy'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_only_workers_commands_and_bench_import_the_spam_model():
    allowed = {
        ROOT / "intake" / "cli.py",
        *(ROOT / "intake" / "moderation").glob("*command*.py"),
        *python_files("intake/moderation/spam"),
    }
    for path in python_files("intake"):
        if path not in allowed:
            for name in imports_of(path):
                assert not name.startswith("intake.moderation.spam"), f"{path}: {name}"


def test_no_file_grows_past_its_one_idea():
    for folder in ("intake", "workers", "templates", "tests", "bench"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".html", ".css", ".js", ".txt"}:
                lines = len(path.read_text().splitlines())
                assert lines <= MOST_LINES, f"{path} has {lines} lines"


def test_no_room_without_a_name_of_its_own():
    for path in python_files("intake", "workers", "tests", "bench"):
        assert not NO_NAMES.search(path.name), path


def test_every_file_begins_with_what_it_is_for():
    for path in python_files("intake", "workers", "bench"):
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_nothing_catches_everything():
    for path in python_files("intake", "workers"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                assert ast.unparse(node.type) != "Exception", path


def test_nothing_that_runs_loads_pickles():
    for path in python_files("intake", "workers"):
        for name in imports_of(path):
            assert name.split(".")[0] not in {"pickle", "joblib", "marshal", "shelve"}, path
