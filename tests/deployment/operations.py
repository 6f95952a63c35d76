"""The operations, as the reviewed OpenAPI document lists them. That it says the same as
OPERATIONS is asserted by tests/it/openapi.rs."""

import json
from dataclasses import dataclass

from template import ROOT

FILE = ROOT / "shared" / "api" / "openapi.json"


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    function: str
    public: bool

    def address(self, ids):
        """The path with its parameters filled in order."""
        ids = iter(ids)
        return "/".join(str(next(ids)) if part.startswith("{") else part for part in self.path.split("/"))


def _read():
    for path, methods in json.loads(FILE.read_text())["paths"].items():
        for method, operation in methods.items():
            yield Operation(
                name=operation["operationId"],
                method=method.upper(),
                path=path,
                function=operation["x-function"],
                public=operation["security"] == [{}],
            )


OPERATIONS = {operation.name: operation for operation in _read()}
