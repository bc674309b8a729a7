"""docs/workflows.md says what the step tables say."""

import pytest
from django.core.management import CommandError, call_command

from core import workflow_docs
from core.workflow import Workflow
from submissions.workflow import WORKFLOW


def test_the_file_is_up_to_date():
    call_command("workflows_doc", "--check")


def test_check_fails_when_the_file_is_behind(monkeypatch):
    monkeypatch.setattr(workflow_docs, "HEADER", "# Khác\n")
    with pytest.raises(CommandError, match="workflows_doc"):
        call_command("workflows_doc", "--check")


def test_every_table_of_the_program_is_in_the_document():
    documented = {table.name for table in workflow_docs.tables()}
    apps = ("campaigns", "submissions", "awards")
    ours = [table for table in Workflow.registry if table.statuses.__module__.split(".")[0] in apps]
    assert {table.name for table in ours} == documented
    assert len(ours) >= 5


def test_a_table_is_drawn_with_its_steps_and_rules():
    text = workflow_docs.document()
    for step in WORKFLOW.steps:
        assert f"    {step.source} --> {step.target} : {step.label}" in text
    assert "    [*] --> DRAFT" in text and "    PUBLISHED --> [*]" in text
    assert "| Chấp nhận | `accept` | Đang thẩm định | Đã chấp nhận | `may_review`: " in text
