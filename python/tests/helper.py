"""What the tests share: a copy of the helper, and programs that run with it first on their PYTHONPATH."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Nothing listens on the discard port.
URL = "http://127.0.0.1:9"


class HelperTestCase(unittest.TestCase):
    """Each test has a folder of its own (`self.folder`) with a copy of the helper in `helper/`."""

    def setUp(self):
        self.folder = os.path.realpath(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.helper = self.copy_helper("helper")

    def copy_helper(self, name):
        target = os.path.join(self.folder, name)
        shutil.copytree(SOURCE, target, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        return target

    def write(self, path, text):
        """Writes a file below the test's folder and returns its own folder."""
        target = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w") as file:
            file.write(text)
        return os.path.dirname(target)

    def run_python(self, code, *flags, **options):
        """Runs the code with the helper; returns its output, error output and exit code.

        `path`: PYTHONPATH, a list of folders or the text itself; `env`: more variables, None takes one away.
        """
        path = options.get("path", [self.helper])
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "SIDETRACE", "MLFLOW", "OTEL"))}
        env["PYTHONPATH"] = path if isinstance(path, str) else os.pathsep.join(path)
        env["SIDETRACE_URL"] = URL
        for name, value in options.get("env", {}).items():
            env.pop(name, None)
            if value is not None:
                env[name] = value
        done = subprocess.run(
            [sys.executable, *flags, "-c", code], env=env, cwd=self.folder, capture_output=True, text=True, timeout=60
        )
        return done.stdout.strip(), done.stderr.strip(), done.returncode
