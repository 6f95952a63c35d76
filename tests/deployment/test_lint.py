"""What three checkers of others say about the template."""

import json

import yaml

from emulator import REGION
from template import FILE
from tools import HERE, own, program, run


def test_cfn_lint_has_nothing_to_say():
    run(own("cfn-lint"), "--template", FILE, "--regions", REGION)


def test_sam_has_nothing_to_say():
    run(program("sam"), "validate", "--lint", "--template", FILE, "--region", REGION, SAM_CLI_TELEMETRY="0")


def test_checkov_finds_what_is_excepted_and_nothing_else():
    excepted = yaml.safe_load((HERE / "checkov.yaml").read_text())["skip-check"]
    check = [program("checkov"), "--framework", "cloudformation", "--skip-download", "--soft-fail"]
    report = json.loads(run(*check, "--output", "json", "--file", FILE))
    assert report["summary"]["passed"] > 100 and report["summary"]["parsing_errors"] == 0
    found = {failed["check_id"]: failed["check_name"] for failed in report["results"]["failed_checks"]}
    assert sorted(found) == sorted(excepted), found
