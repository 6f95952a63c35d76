"""The stack, made by CloudFormation from the template as it stands; only the addresses
of the functions' code are filled in, as `sam package` does."""

import platform

import differences
import template
from emulator import wait_for
from issuer import AUDIENCE, ISSUER
from package import folders, key_of, package

STAGE = "test"
# As `latchkey deploy` names it.
NAME = f"latchkey-{STAGE}"
BUCKET = "latchkey-test-code"
LICENCE_ISSUER = "https://licences.example.com"
MAIL_FROM = "no-reply@example.com"


def parameters(key_set):
    """The parameters of a deployment on this machine with an issuer of its own."""
    return {
        "Stage": STAGE,
        "LicenceIssuer": LICENCE_ISSUER,
        "MailFrom": MAIL_FROM,
        "Issuer": ISSUER,
        "IssuerKeySet": key_set,
        "Audience": AUDIENCE,
        "TokenOrigin": ISSUER,
        "Architecture": {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()],
    }


class Stack:
    def __init__(self, emulator, key_set):
        self.emulator = emulator
        self.parameters = parameters(key_set)
        self.cloudformation = emulator.client("cloudformation")
        self.s3 = emulator.client("s3")
        self.s3.create_bucket(Bucket=BUCKET)
        self.code = {function: self.upload(function) for function in folders()}

    def upload(self, function, note=b""):
        """Puts a function's code into the bucket; returns its address."""
        archive = package(function, note)
        key = key_of(function, archive)
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=archive)
        return f"s3://{BUCKET}/{key}"

    def _request(self):
        text = template.FILE.read_text()
        # A template of this size is handed over as an object, not in the call.
        self.s3.put_object(Bucket=BUCKET, Key="template.yaml", Body=template.with_code(text, self.code).encode())
        return {
            "StackName": NAME,
            "TemplateURL": f"{self.emulator.url}/{BUCKET}/template.yaml",
            "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in self.parameters.items()],
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        }

    def create(self):
        self.cloudformation.create_stack(**self._request(), OnFailure="DO_NOTHING")
        self._settle("CREATE_COMPLETE")
        differences.allow(self.emulator, self)
        return self

    def update(self):
        """Updates the stack to the code that was uploaded last."""
        self.cloudformation.update_stack(**self._request())
        self._settle("UPDATE_COMPLETE")
        differences.allow(self.emulator, self)

    def _describe(self):
        return self.cloudformation.describe_stacks(StackName=NAME)["Stacks"][0]

    def _settle(self, expected):
        """Waits until nothing is in progress. Anything but what is expected fails with
        what CloudFormation says about it."""

        def status():
            status = self._describe()["StackStatus"]
            return None if status.endswith("_IN_PROGRESS") else status

        status = wait_for(f"the stack's {expected}", status, 120)
        if status != expected:
            events = self.cloudformation.describe_stack_events(StackName=NAME)["StackEvents"]
            for event in reversed(events):
                print(event["ResourceStatus"], event["LogicalResourceId"], event.get("ResourceStatusReason", ""))
            raise AssertionError(f"the stack is {status}; its events are printed above")

    def roles(self):
        """The names of the functions' roles, by the functions' folders."""
        text = template.load()
        resources = self.resources()
        functions = template.of_type(text, "AWS::Serverless::Function")
        return {
            folder: resources[next(template.references(functions[name]["Properties"]["Role"]))]
            for folder, name in template.functions(text).items()
        }

    def outputs(self):
        return {output["OutputKey"]: output["OutputValue"] for output in self._describe()["Outputs"]}

    def resources(self):
        """The physical ids of every resource, by logical id."""
        pages = self.cloudformation.get_paginator("list_stack_resources").paginate(StackName=NAME)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        }

    def log(self, function):
        """Every line of the function's log, oldest first."""
        text = template.load()
        properties = text["Resources"][template.functions(text)[function]]["Properties"]
        [group] = template.references(properties["LoggingConfig"]["LogGroup"])
        pages = self.emulator.client("logs").get_paginator("filter_log_events")
        found = pages.paginate(logGroupName=self.resources()[group])
        messages = [event["message"] for page in found for event in page["events"]]
        return [line for message in messages for line in message.splitlines() if line.strip()]
