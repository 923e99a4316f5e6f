"""The likely reason why a program that asks for spans gets none; None where nothing is known, for then nothing is said."""

import os
import re
import sys
from urllib.parse import urlsplit

env = sys.modules["_sidetrace_boot"].load("_sidetrace_env")

MAX_TEXT = 300
MAX_SENTENCE = 160
RATIO = re.compile(r"(?:TraceIdRatioBased\{|default_ratio=)([0-9.e-]+)")


def reason_of(silence):
    """As `POST /live/v1/advice` takes it; `silence`: of `_sidetrace_silence`."""
    mlflow = version_of_mlflow() if silence.of_mlflow else None
    return (
        by_variable("OTEL_SDK_DISABLED", "true")
        or (mlflow and silence.is_off and {"kind": "disabled", "by": "mlflow.tracing.disable()"})
        or (mlflow and silence.error and failure(mlflow, silence.error))
        or sampled_out(silence.sampler, mlflow)
        or None
    )


def by_variable(name, value):
    given = os.environ.get(name, "")
    return {"kind": "disabled", "by": name} if given.strip().lower() == value else None


def version_of_mlflow():
    return sys.modules["mlflow.version"].VERSION


def failure(mlflow, error):
    # A name that mlflow-tracing 3.17.2 has lost; nobody asks for it where an experiment is set.
    if "default_experiment_registry" in error:
        return {"kind": "noExperiment", "mlflow": mlflow}
    tracking = str(sys.modules["mlflow"].get_tracking_uri())
    kind = "fileStore" if is_folder(tracking) and "MLFLOW_ALLOW_FILE_STORE" in error else "failed"
    foreign = None if env.is_ours(tracking) else shown(tracking)
    return {"kind": kind, "mlflow": mlflow, "tracking": foreign, "error": first_sentence(error)}


def first_sentence(text):
    sentence = text.strip().split("\n", 1)[0].split(". ", 1)[0]
    return sentence if len(sentence) <= MAX_SENTENCE else sentence[:MAX_SENTENCE] + "…"


def is_folder(uri):
    # C:\mlruns has a scheme of one letter.
    return urlsplit(uri).scheme in ("", "file") or re.match(r"[A-Za-z]:[\\/]", uri) is not None


def shown(uri):
    """Without name and password."""
    return re.sub(r"//[^/@]*@", "//", uri)[:MAX_TEXT]


def sampled_out(sampler, mlflow):
    ratio = ratio_of(sampler)
    if ratio is None or ratio >= 1:
        return None
    return {"kind": "sampledOut", "ratio": ratio, "setting": setting(mlflow)}


def ratio_of(sampler):
    """Which part of the traces it keeps, by its description; None where that does not say."""
    description = str(sampler.get_description()) if sampler is not None else ""
    root = description.split("{root:", 1)[-1].split(",remoteParentSampled", 1)[0]
    if root == "AlwaysOffSampler":
        return 0.0
    found = RATIO.search(root)
    return float(found.group(1)) if found else None


def setting(mlflow):
    """The variable by which it is set, None: in the program."""
    names = ["OTEL_TRACES_SAMPLER"] if mlflow is None else ["MLFLOW_TRACE_SAMPLING_RATIO", "OTEL_TRACES_SAMPLER"]
    return next((name for name in names if keeps_few(os.environ.get(name, ""))), None)


def keeps_few(value):
    """`0.1`, `always_off`, `parentbased_traceidratio`: not what says nothing or keeps all."""
    return value not in ("", "1", "1.0") and not value.endswith("always_on")
