"""The HTTP API on the template's text: a route for every operation, and the site's
distribution before it."""

import json
import re

import pytest

import template
from operations import OPERATIONS
from template import ROOT, of_type, references

TEMPLATE = template.load()
RESOURCES = TEMPLATE["Resources"]
ROUTES = {
    route["Properties"]["RouteKey"]: route["Properties"]
    for route in of_type(TEMPLATE, "AWS::ApiGatewayV2::Route").values()
}
FUNCTIONS = template.functions(TEMPLATE)
DISTRIBUTION = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]

# CloudFront's own policies, by the ids that Amazon gives them. With the viewer's Host header
# the gateway would know no API of that name.
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac"

# What may stand in the access log: route and outcome, and nothing of who called with what.
LOGGED = {"requestId", "routeKey", "status", "responseLatency", "error.responseType"}


def integration_of(function):
    [found] = [
        name
        for name, integration in of_type(TEMPLATE, "AWS::ApiGatewayV2::Integration").items()
        if FUNCTIONS[function] in references(integration["Properties"]["IntegrationUri"])
    ]
    return found


def test_every_operation_has_a_route_and_every_route_an_operation():
    assert set(ROUTES) == {f"{operation.method} {operation.path}" for operation in OPERATIONS.values()}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_a_route_leads_to_its_function_and_is_open_only_if_the_operation_is(operation):
    route = ROUTES[f"{operation.method} {operation.path}"]
    assert list(references(route["Target"])) == [integration_of(operation.function)]
    if operation.public:
        assert route["AuthorizationType"] == "NONE" and "AuthorizerId" not in route
    else:
        assert (route["AuthorizationType"], route["AuthorizerId"]) == ("CUSTOM", {"Ref": "Authorizer"})


def test_the_gateway_may_call_what_it_leads_to_and_nothing_else():
    called = set()
    for permission in of_type(TEMPLATE, "AWS::Lambda::Permission").values():
        properties = permission["Properties"]
        if properties["Principal"] == "apigateway.amazonaws.com":
            assert "Api" in references(properties["SourceArn"])
            called.update(references(properties["FunctionName"]))
    operated = {FUNCTIONS[operation.function] for operation in OPERATIONS.values()}
    assert called == operated | {FUNCTIONS["authorize"]}


def test_functions_answer_before_the_gateway_gives_up():
    default = TEMPLATE["Globals"]["Function"]["Timeout"]
    for operation in OPERATIONS.values():
        function = RESOURCES[FUNCTIONS[operation.function]]["Properties"]
        assert function.get("Timeout", default) < 30, operation.function


def test_the_authorizer_answers_simply_and_is_asked_again_within_a_minute():
    authorizer = RESOURCES["Authorizer"]["Properties"]
    assert authorizer["AuthorizerType"] == "REQUEST"
    assert authorizer["AuthorizerPayloadFormatVersion"] == "2.0"
    assert authorizer["EnableSimpleResponses"] is True
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer["AuthorizerResultTtlInSeconds"] <= 60
    assert FUNCTIONS["authorize"] in references(authorizer["AuthorizerUri"])


def test_the_stage_throttles_and_its_log_says_route_and_outcome_only():
    stage = RESOURCES["ApiStage"]["Properties"]
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] > 0
    log = stage["AccessLogSettings"]
    assert next(references(log["DestinationArn"])) in of_type(TEMPLATE, "AWS::Logs::LogGroup")
    assert set(re.findall(r"\$context\.([\w.]+)", log["Format"])) <= LOGGED
    json.loads(log["Format"])


def behaviour_of(path):
    for behaviour in DISTRIBUTION["CacheBehaviors"]:
        if re.fullmatch(behaviour["PathPattern"].replace(".", r"\.").replace("*", ".*"), path):
            return behaviour
    return DISTRIBUTION["DefaultCacheBehavior"]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda operation: operation.name)
def test_the_distribution_passes_an_operation_on_and_remembers_nothing(operation):
    behaviour = behaviour_of(operation.path)
    assert behaviour["TargetOriginId"] == "api"
    assert behaviour["ViewerProtocolPolicy"] == "https-only"
    assert operation.method in behaviour["AllowedMethods"]
    assert behaviour["CachePolicyId"] == CACHING_DISABLED
    assert behaviour["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER


def test_every_answer_carries_the_headers_that_it_carries_on_one_machine():
    behaviours = [DISTRIBUTION["DefaultCacheBehavior"], *DISTRIBUTION["CacheBehaviors"]]
    assert all(behaviour["ResponseHeadersPolicyId"] == {"Ref": "Headers"} for behaviour in behaviours)
    headers = RESOURCES["Headers"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0]
    local = (ROOT / "infra/local/src/gateway/mod.rs").read_text()
    [local] = re.findall(r'const SITE_POLICY: &str = "(.*?)";', local, re.DOTALL)
    # Beside that, pages speak to the issuer's token endpoint.
    assert policy.replace(" ${Tokens}", "") == re.sub(r"\\\n\s*", "", local)
    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
    assert headers["FrameOptions"]["FrameOption"] == "DENY"
    assert "ContentTypeOptions" in headers and "ReferrerPolicy" in headers


def test_the_sites_files_are_read_through_the_distribution_only():
    site = RESOURCES["Site"]["Properties"]
    assert all(site["PublicAccessBlockConfiguration"].values())
    assert DISTRIBUTION["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    allowed = [
        statement
        for statement in RESOURCES["SitePolicy"]["Properties"]["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    [reading] = allowed
    assert reading["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert reading["Action"] == "s3:GetObject"
    assert "Distribution" in references(reading["Condition"])
