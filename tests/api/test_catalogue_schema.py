"""The JSON Schema of catalogues, which editors check by while one types: the demo's catalogue is
valid by it, and what the desk refuses for its shape is not."""

import copy
import json
from pathlib import Path

import jsonschema_rs
import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "shared/api/catalogue.schema.json").read_text())
DEMO = json.loads((ROOT / "infra/local/data/catalogue.json").read_text())


@pytest.fixture(scope="module")
def validator():
    jsonschema_rs.meta.validate(SCHEMA)
    return jsonschema_rs.Draft202012Validator(SCHEMA)


def test_the_demos_catalogue_is_valid(validator):
    assert [error.message for error in validator.iter_errors(DEMO)] == []
    assert validator.is_valid({}), "a catalogue may be empty"


def changed(path, value):
    document = copy.deepcopy(DEMO)
    *parents, last = path
    at = document
    for step in parents:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["parts"], {}),
        (["parts", 0, "number"], 7),
        (["parts", 0, "number"], None),
        (["parts", 0, "kind"], "lorry"),
        (["parts", 0, "colour"], "red"),
        (["parts", 0, "grants"], {"feature": "ports"}),
        (["parts", 0, "grants"], {"feature": "ports", "amount": 1, "version": 2}),
        (["parts", 0, "grants"], {"feature": "ports", "amount": -1}),
        (["applications", 0, "characters"], "abc"),
        (["system_types", 0, "origin"], "guessed"),
        (["system_types", 0, "hkc", "patterns"], "^1$"),
        (["system_types", 0, "hkc", "example"], None),
        (["rate_cards", 0, "terms", 0, "factor"], 1),
        (["rate_cards", 0, "valid_from"], 2015),
        (["upgrade_items", 0, "price_per_year", "currency"], "XXX"),
        (["upgrade_items", 0, "price_per_year", "minor_units"], "180"),
        (["upgrade_items", 0, "amount"], 1.5),
        (["upgrade_plans", 0, "quota"], [1]),
        (["subscription_plans", 0, "rank"], "high"),
        (["lorries"], []),
    ],
)
def test_a_wrong_one_is_refused_where_it_is_wrong(validator, path, value):
    errors = list(validator.iter_errors(changed(path, value)))
    assert errors
    assert any(path[: len(error.instance_path)] == list(error.instance_path) for error in errors)
