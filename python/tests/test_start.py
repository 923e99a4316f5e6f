import os

from .helper import HelperTestCase

IS_ACTIVE = "import sys; print('_sidetrace_boot' in sys.modules)"


class StartTest(HelperTestCase):
    def test_starts_where_there_is_a_receiver(self):
        self.assertEqual(self.run_python(IS_ACTIVE), ("True", "", 0))

    def test_stays_away_without_a_receiver(self):
        self.assertEqual(self.run_python(IS_ACTIVE, env={"SIDETRACE_URL": None}), ("False", "", 0))

    def test_is_silent_when_warnings_are_errors(self):
        self.assertEqual(self.run_python(IS_ACTIVE, "-X", "dev", "-W", "error"), ("True", "", 0))

    def test_is_harmless_where_python_ignores_it(self):
        for flag in ("-S", "-E", "-I"):
            with self.subTest(flag):
                self.assertEqual(self.run_python(IS_ACTIVE, flag), ("False", "", 0))

    def test_imports_nothing_but_itself(self):
        loaded = "import sys; print(' '.join(sorted(sys.modules)))"
        before = set(self.run_python(loaded, path=[])[0].split())
        after = set(self.run_python(loaded)[0].split())
        self.assertEqual(after - before, {"sitecustomize", "_sidetrace_boot", "_sidetrace_env"})

    def test_writes_nothing_where_a_file_stands_in_for_the_cache_folder(self):
        self.write("helper/__pycache__", "")
        before = sorted(os.listdir(self.helper))
        self.assertEqual(self.run_python(IS_ACTIVE), ("True", "", 0))
        self.assertEqual(sorted(os.listdir(self.helper)), before)

    def test_a_broken_helper_stays_silent(self):
        for broken in ("_sidetrace_boot.py", "_sidetrace_env.py"):
            with self.subTest(broken):
                self.write(os.path.join("helper", broken), "this is no Python")
                output, errors, code = self.run_python("print('runs')")
                self.assertEqual((output, errors, code), ("runs", "", 0))


class PathTest(HelperTestCase):
    def test_an_empty_tail_does_not_add_the_working_directory(self):
        code = "import os, sys; print(os.getcwd() in sys.path, os.environ['PYTHONPATH'])"
        with_tail = self.run_python(code, path=self.helper + os.pathsep)
        self.assertEqual(with_tail, ("False " + self.helper, "", 0))

    def test_the_users_own_empty_entries_stay(self):
        code = "import os; print(os.environ['PYTHONPATH'])"
        path = os.pathsep.join([self.helper, self.folder, ""])
        self.assertEqual(self.run_python(code, path=path)[0], path)


class HiddenSitecustomizeTest(HelperTestCase):
    def test_runs_the_one_that_it_hides(self):
        own = self.write("own/sitecustomize.py", "print('own', __name__)")
        self.assertEqual(self.run_python("", path=[self.helper, own]), ("own sitecustomize", "", 0))

    def test_stays_away_behind_one_of_the_user(self):
        own = self.write("own/sitecustomize.py", "print('own')")
        result = self.run_python(IS_ACTIVE, "-X", "dev", "-W", "error", path=[own, self.helper])
        self.assertEqual(result, ("own\nFalse", "", 0))

    def test_runs_it_without_a_receiver_too(self):
        own = self.write("own/sitecustomize.py", "print('own')")
        result = self.run_python("", path=[self.helper, own], env={"SIDETRACE_URL": None})
        self.assertEqual(result, ("own", "", 0))

    def test_its_module_is_the_one_that_the_program_imports(self):
        own = self.write("own/sitecustomize.py", "mark = 17")
        code = "import sitecustomize; print(sitecustomize.mark, sitecustomize.__file__)"
        output = self.run_python(code, path=[self.helper, own])[0]
        self.assertEqual(output, "17 " + os.path.join(own, "sitecustomize.py"))

    def test_what_it_raises_is_reported_as_ever(self):
        own = self.write("own/sitecustomize.py", "raise ValueError('mine')")
        hidden = self.run_python("print('runs')", path=[self.helper, own])
        self.assertEqual(hidden, self.run_python("print('runs')", path=[own]))
        self.assertIn("mine", hidden[1])

    def test_two_copies_of_the_helper_do_not_run_each_other_for_ever(self):
        second = self.copy_helper("second")
        own = self.write("own/sitecustomize.py", "print('own')")
        self.assertEqual(self.run_python("", path=[self.helper, second, own]), ("own", "", 0))
