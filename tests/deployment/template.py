"""The template's text, parsed: CloudFormation's short tags as their long forms."""

import re
from pathlib import Path, PurePosixPath

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "infra" / "template.yaml"


class _Loader(yaml.SafeLoader):
    pass


def _tag(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tag)


def load(text=None):
    return yaml.load(FILE.read_text() if text is None else text, Loader=_Loader)


def of_type(template, kind):
    """The resources of a type, by logical id."""
    return {name: resource for name, resource in template["Resources"].items() if resource["Type"] == kind}


def functions(template):
    """The logical ids of functions, by their folders in functions/."""
    return {
        folder_of(resource["Properties"]["CodeUri"]): name
        for name, resource in of_type(template, "AWS::Serverless::Function").items()
    }


def folder_of(code_uri):
    return PurePosixPath(code_uri).stem


def with_code(text, uris):
    """The text with the code of every function at these addresses, by folder."""
    return re.sub(
        r"(?m)^(\s+CodeUri:\s*)(\S+)\s*$",
        lambda line: line[1] + uris[folder_of(line[2])],
        text,
    )


def references(value):
    """The logical ids that a value refers to."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "Ref":
                yield inner
            elif name == "Fn::GetAtt":
                yield inner.split(".")[0] if isinstance(inner, str) else inner[0]
            elif name == "Fn::Sub":
                text = inner if isinstance(inner, str) else inner[0]
                yield from (found.split(".")[0] for found in re.findall(r"\$\{([^}!]+)\}", text))
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
