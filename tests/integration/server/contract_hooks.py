"""What schemathesis is told while test_server_contract.py runs it: ids that exist, and a note of every answer."""
import json, os, zlib

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

# Ids by the name of a path's parameter, and for calls that use up what they name, some for each call.
seeds = json.load(open(os.environ["CONTRACT_SEEDS"]))
notes = open(os.environ["CONTRACT_NOTES"], "a", buffering=1)
POSITIVE = GenerationMode.POSITIVE
PATH, QUERY, BODY = ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.BODY


def is_wrong(case, location):
    """Was that part of a request made wrong on purpose?"""
    info = case.meta.components.get(location) if case.meta else None
    return info is not None and info.mode != POSITIVE


def some(value, count):
    """Of the generated value alone, so that a seed gives the same requests again."""
    return zlib.crc32(repr(value).encode()) % count


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.definition.raw["operationId"]
    if case.path_parameters and not is_wrong(case, PATH):
        for name, value in list(case.path_parameters.items()):
            if some(value, 4) == 0 and name != "file":
                continue  # as it was generated: there is hardly anything of that name
            used_up = seeds["once"].get(operation)
            if used_up:
                case.path_parameters[name] = used_up.pop()
            elif name in seeds["known"]:
                known = seeds["known"][name]
                case.path_parameters[name] = known[some(value, len(known))]
    if operation in ("getRows", "getAsOf") and not is_wrong(case, QUERY):
        for name, values in seeds["query"].items():  # texts that are none of a time or a column
            if name in case.query and some(case.query[name], 4):
                case.query[name] = values[some(case.query[name], len(values))]
    if isinstance(case.body, dict) and not is_wrong(case, BODY):
        if operation == "activateScript":
            case.body["version"] = seeds["known"]["hash"][some(case.body, 2)]
        elif operation == "submitJob":
            for name, value in (("script", "study"), ("data", "prices")):
                if name in case.body:
                    case.body[name] = value
            if "version" in case.body:
                case.body["version"] = seeds["study"]


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A number where a text belongs is no mistake in a body that is text: it reads the same."""
    is_text = case.media_type and not case.media_type.endswith("json")
    return not (is_text and not isinstance(case.body, str) and is_wrong(case, BODY) and type(failure).__name__ == "AcceptedNegativeData")


@schemathesis.hook
def after_call(context, case, response):
    mode = "negative" if case.meta and case.meta.generation.mode != POSITIVE else "positive"
    notes.write("%s %s %d\n" % (case.operation.definition.raw["operationId"], mode, response.status_code))
