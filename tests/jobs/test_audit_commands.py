"""`flask intake audit verify` and `export`: said on the terminal, with an exit code for scripts."""

from __future__ import annotations

import json

import pytest

from intake import audit
from intake.sites import service as sites
from tests.jobs.test_audit import note_some, tamper


@pytest.fixture
def run(app, site):
    audit.origin.set("command")  # a request of another test may have said where it came from
    return lambda *words: app.test_cli_runner().invoke(args=["intake", "audit", *words])


def test_a_sound_chain_ends_well_and_prints_its_head(run):
    note_some(3)
    answer = run("verify")
    assert answer.exit_code == 0
    assert answer.output.splitlines() == [
        "3 lines were checked",
        "Every one is as it was written.",
        f"head {audit.verify().head}",
    ]


def test_an_empty_chain_is_sound(run):
    assert run("verify").exit_code == 0


@pytest.mark.parametrize("statement", ["UPDATE audit SET details = '{}' WHERE id = 2",
                                       "DELETE FROM audit WHERE id = 2"])  # fmt: skip
def test_the_first_line_that_is_not_as_it_was_written_is_named(run, statement):
    note_some(3)
    tamper(statement)
    answer = run("verify")
    assert answer.exit_code == 1
    assert "Line 2 is not as it was written" in answer.output
    assert "1 line was checked" in answer.output
    assert "head" not in answer.stdout


def test_whoever_kept_the_head_learns_that_lines_are_gone(run):
    note_some(2)
    head = audit.verify().head
    note_some(1)
    assert run("verify", "--head", head).exit_code == 0
    tamper("DELETE FROM audit WHERE id > 1")
    assert run("verify").exit_code == 0
    answer = run("verify", "--head", head)
    assert answer.exit_code == 1
    assert "lines were removed at the end" in answer.output


def test_everything_is_printed_newest_first_and_that_is_noted(run):
    note_some(2)
    answer = run("export")
    assert answer.exit_code == 0, answer.output
    lines = [json.loads(line) for line in answer.output.splitlines()]
    assert [line["action"] for line in lines] == ["audit.export", "test.done", "test.done"]
    assert [line["line"] for line in lines] == [3, 2, 1]
    assert lines[0]["origin"] == "command"


def test_a_site_by_itself_can_be_printed_for_a_spreadsheet(run, app):
    sites.add("shop", "The Shop", ["https://shop.example"])
    note_some(1)
    lines = run("export", "--site", "shop", "--form", "csv").output.splitlines()
    assert len(lines) == 2
    assert '"audit.export"' in lines[1]
    assert run("export", "--site", "none").exit_code == 1
