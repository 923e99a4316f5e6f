from .advice import AdviceTestCase
from .live import SDK

TRACERS = """
class Sampler:
    def __init__(self, description, keeps):
        self.get_description, self.keeps = lambda: description, keeps

class Tracer:
    def __init__(self, sampler):
        self.sampler = sampler
    def start_span(self, name):
        return begin(name) if self.sampler.keeps else None

class TracerProvider:
    def __init__(self, description="AlwaysOnSampler", keeps=True, disabled=False):
        self.sampler, self._disabled = Sampler(description, keeps), disabled
    def get_tracer(self, instrumenting_module_name):
        return Tracer(self.sampler)
"""
PROVIDER = """
from opentelemetry.sdk.trace import TracerProvider
current = TracerProvider()
class MlflowException(Exception): pass
def _get_tracer(name): return current.get_tracer(name)
def start_span_in_context(name): return _get_tracer("mlflow").start_span(name)
def disable():
    global current
    current = TracerProvider("AlwaysOnSampler", False)
def enable():
    global current
    current = TracerProvider()
def without_tracing(work):
    disable()
    try:
        return work()
    finally:
        enable()
def refuse(message):
    def get_tracer(name): raise MlflowException(message)
    current.get_tracer = get_tracer
"""
MLFLOW = "import mlflow.version, mlflow.tracing.provider as p\n"
OTEL = "from opentelemetry.sdk.trace import TracerProvider\n"
OFF = "TracerProvider('ParentBased{root:AlwaysOffSampler,remoteParentSampled:AlwaysOnSampler}', False)"


# On a busy machine the answer may take longer than a program waits for it.
PATIENT = """import sys, opentelemetry.sdk.trace
silence = sys.modules["_sidetrace_silence"]
silence.EXIT_SECONDS = silence.FORK_SECONDS = 30
"""


class SilenceTest(AdviceTestCase):
    def run_silent(self, code, tracking="http://127.0.0.1:5000", **env):
        """The advice of a program with both SDKs, less what is the same in each."""
        self.write("own/site-packages/opentelemetry/sdk/trace/__init__.py", SDK + TRACERS)
        self.write("own/site-packages/mlflow/__init__.py", "def get_tracking_uri(): return %r" % tracking)
        self.write("own/site-packages/mlflow/version.py", "VERSION = '3.17.2'")
        self.write("own/site-packages/mlflow/tracing/__init__.py", "")
        self.write("own/site-packages/mlflow/tracing/provider.py", PROVIDER)
        path = [self.helper, self.folder + "/own/site-packages"]
        variables = dict({"SIDETRACE_DEBUG": "1", "SIDETRACE_URL": self.url}, **env)
        output, errors, code = self.run_python(PATIENT + code + "\nprint('done')", path=path, env=variables)
        self.assertEqual((output, errors, code), ("done", "", 0))
        for path, advice in self.told:
            self.assertEqual((path, advice.pop("command"), advice.pop("pid") > 0), ("/live/v1/advice", "-c", True))
        return [advice for _, advice in self.told]

    def test_says_nothing_where_nobody_asks_for_a_span(self):
        self.assertEqual(self.run_silent(MLFLOW + OTEL + OFF, OTEL_SDK_DISABLED="true"), [])

    def test_says_nothing_where_spans_are_made(self):
        code = MLFLOW + "p.start_span_in_context('a')\n" + OTEL + OFF + ".get_tracer('b').start_span('b')"
        self.assertEqual(self.run_silent(code), [])

    def test_says_nothing_where_spans_come_later(self):
        code = OTEL + OFF + ".get_tracer('a').start_span('a')\nTracerProvider().get_tracer('b').start_span('b')"
        self.assertEqual(self.run_silent(code), [])

    def test_says_nothing_where_no_reason_is_known(self):
        remote = "TracerProvider('ParentBased{root:AlwaysOnSampler,remoteParentSampled:AlwaysOffSampler}', False)"
        self.assertEqual(self.run_silent(OTEL + remote + ".get_tracer('a').start_span('a')"), [])

    def test_tells_which_switch_is_off(self):
        code = OTEL + "TracerProvider(disabled=True).get_tracer('a')"
        self.assertEqual(self.run_silent(code, OTEL_SDK_DISABLED="True"), [{"kind": "disabled", "by": "OTEL_SDK_DISABLED"}])

    def test_tells_of_tracing_that_the_program_has_switched_off(self):
        code = MLFLOW + "p.disable()\np.start_span_in_context('a')"
        self.assertEqual(self.run_silent(code), [{"kind": "disabled", "by": "mlflow.tracing.disable()"}])

    def test_says_nothing_of_what_mlflow_switches_off_for_a_while(self):
        code = MLFLOW + "p.without_tracing(lambda: p.start_span_in_context('a'))"
        self.assertEqual(self.run_silent(code), [])

    def test_says_nothing_of_what_is_switched_on_again(self):
        self.assertEqual(self.run_silent(MLFLOW + "p.disable()\np.start_span_in_context('a')\np.enable()"), [])

    def test_tells_of_a_sampler_that_keeps_none_or_few(self):
        code = OTEL + OFF + ".get_tracer('a').start_span('a')"
        self.assertEqual(self.run_silent(code), [{"kind": "sampledOut", "ratio": 0.0, "setting": None}])
        self.told.clear()
        code = OTEL + "TracerProvider('TraceIdRatioBased{0.25}', False).get_tracer('a').start_span('a')"
        expected = [{"kind": "sampledOut", "ratio": 0.25, "setting": "OTEL_TRACES_SAMPLER"}]
        self.assertEqual(self.run_silent(code, OTEL_TRACES_SAMPLER="traceidratio"), expected)

    def test_tells_what_mlflow_raised_and_keeps_to_itself(self):
        begin = "\ntry: p.start_span_in_context('a')\nexcept p.MlflowException: pass"
        files = MLFLOW + "p.refuse('In maintenance.\\nSet MLFLOW_ALLOW_FILE_STORE=true')" + begin
        (advice,) = self.run_silent(files, tracking="file:///work/mlruns")
        self.assertEqual((advice["kind"], advice["tracking"], advice["mlflow"]), ("fileStore", "file:///work/mlruns", "3.17.2"))
        self.told.clear()
        (advice,) = self.run_silent(MLFLOW + "p.refuse('No token')" + begin, tracking="http://me:secret@away.example")
        expected = ("failed", "http://away.example", "MlflowException: No token")
        self.assertEqual((advice["kind"], advice["tracking"], advice["error"]), expected)
        self.told.clear()
        (advice,) = self.run_silent(MLFLOW + "p.refuse('x' * 999)" + begin, tracking=self.url)
        self.assertEqual((advice["tracking"], len(advice["error"])), (None, 161))

    def test_tells_what_mlflow_tracing_lacks(self):
        begin = "p.refuse(\"name 'default_experiment_registry' is not defined\")\ntry: p.start_span_in_context('a')\nexcept p.MlflowException: pass"
        self.assertEqual(self.run_silent(MLFLOW + begin), [{"kind": "noExperiment", "mlflow": "3.17.2"}])

    def test_tells_while_the_program_runs_and_only_once(self):
        wait = """
import time
silence.WAIT_SECONDS = 0.05
tracer = %s.get_tracer("a")
end = time.monotonic() + 30
tracer.start_span("a")
while not silence.SILENCE.is_told and time.monotonic() < end:
    time.sleep(0.01)
assert silence.SILENCE.is_told
tracer.start_span("a")
""" % OFF
        self.assertEqual(len(self.run_silent(OTEL + wait)), 1)

    def test_python_does_not_warn_of_our_thread_at_a_fork(self):
        code = OTEL + OFF + ".get_tracer('a').start_span('a')\nimport os\nif os.fork() == 0: os._exit(0)\nos.wait()"
        self.assertEqual(len(self.run_silent(code, PYTHONWARNINGS="error")), 1)

    def test_is_silent_where_the_receiver_is_gone(self):
        code = OTEL + OFF + ".get_tracer('a').start_span('a')"
        self.assertEqual(self.run_silent(code, SIDETRACE_URL="http://127.0.0.1:9"), [])
