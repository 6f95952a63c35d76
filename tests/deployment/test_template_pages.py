"""The distribution's function before the site: which path is a page's, which is a file's."""

import json
import subprocess
from pathlib import Path

import pytest

import template
from template import ROOT, of_type

TEMPLATE = template.load()
[FUNCTION] = of_type(TEMPLATE, "AWS::CloudFront::Function").values()
DISTRIBUTION = TEMPLATE["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
HERE = Path(__file__).parent
PATHS = json.loads((HERE / "paths.json").read_text())

# CloudFront's limit of a function's code.
MOST = 10 * 1024


def answered(requests):
    """What the function makes of the requests."""
    told = {"code": FUNCTION["Properties"]["FunctionCode"], "requests": requests}
    ran = subprocess.run(
        ["node", HERE / "viewer_request.mjs"], input=json.dumps(told), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def request(uri, **other):
    return {
        "method": "GET",
        "uri": uri,
        "querystring": {},
        "headers": {"host": {"value": "desk.example.com"}, "accept": {"value": "text/html"}},
        "cookies": {},
        **other,
    }


def test_it_is_asked_before_the_site_and_before_nothing_else():
    [association] = DISTRIBUTION["DefaultCacheBehavior"]["FunctionAssociations"]
    assert association["EventType"] == "viewer-request"
    assert association["FunctionARN"] == {"Fn::GetAtt": "Pages.FunctionMetadata.FunctionARN"}
    assert all("FunctionAssociations" not in behaviour for behaviour in DISTRIBUTION["CacheBehaviors"])
    assert FUNCTION["Properties"]["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert FUNCTION["Properties"]["AutoPublish"] is True
    assert len(FUNCTION["Properties"]["FunctionCode"].encode()) <= MOST


@pytest.mark.parametrize("kind", ["pages", "files"])
def test_the_index_answers_for_every_page_and_for_no_file(kind):
    uris = PATHS[kind]
    answers = answered([request(uri) for uri in uris])
    expected = {uri: "/index.html" if kind == "pages" else uri for uri in uris}
    assert {uri: answer["uri"] for uri, answer in zip(uris, answers, strict=True)} == expected


def test_the_rest_of_a_request_stays_as_it_is():
    asked = request(
        "/signed-in",
        method="HEAD",
        querystring={"code": {"value": "a.b"}, "state": {"value": "s"}},
        cookies={"c": {"value": "1"}},
    )
    assert answered([asked]) == [{**asked, "uri": "/index.html"}]


def test_every_file_of_the_built_site_is_served_as_one():
    dist = ROOT / "site/dist"
    if not dist.exists():
        pytest.skip("the site is not built")
    uploaded = [file for file in dist.rglob("*") if file.is_file() and file.suffix != ".br"]
    uris = [f"/{file.relative_to(dist).as_posix()}" for file in uploaded]
    assert "/index.html" in uris
    assert [answer["uri"] for answer in answered([request(uri) for uri in uris])] == uris
