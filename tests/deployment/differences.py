"""Where the emulator asks for more than the service does, and what is given for it. What
it does not do at all is asserted on the template's text (test_template_*.py)."""

import json

# The emulator asks for these on `*`, or on something else than what they are done to.
UNNAMED = {
    "scheduler:CreateSchedule",  # the service: in the schedule's group; here: in the group `default`
    "ses:SendEmail",  # the service: on the identity that sends
    "dynamodb:DescribeStream",  # the service: on the stream
}


def allow(emulator, stack):
    """Allows a role on everything what it is allowed on something, where the emulator
    does not tell one from the other."""
    iam = emulator.client("iam")
    for role in stack.roles().values():
        actions = {action for statement in statements(iam, role) for action in statement["Action"]}
        if unnamed := sorted(actions & UNNAMED):
            statement = {"Effect": "Allow", "Action": unnamed, "Resource": "*"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            iam.put_role_policy(RoleName=role, PolicyName="emulator", PolicyDocument=document)


def statements(iam, role):
    """The statements of a role's own policies."""
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        yield from iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
