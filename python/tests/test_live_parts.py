import json

from .live import LiveTestCase

PARTS = (
    "boot = sys.modules['_sidetrace_boot']\nimport json\n"
    "Table, Entry = boot.load('_sidetrace_live_table').Table, boot.load('_sidetrace_live_table').Entry\n"
    "record = boot.load('_sidetrace_live_record')\n"
    "def entry(name='a', **attributes):\n"
    "  return Entry(begin(name, **attributes), (None, None, None), (1, 'MainThread'), None)\n"
    "cells, texts = boot.load('_sidetrace_live_cells').Cells(), boot.load('_sidetrace_live_text').Texts()\n"
    "source = boot.load('_sidetrace_live_source').Source(cells, texts)\n"
)


class LivePartsTest(LiveTestCase):
    def value_of(self, expression):
        return json.loads(self.run_live(PARTS + "print(json.dumps(" + expression + "))", url="http://127.0.0.1:9"))

    def test_values_are_otlp_json(self):
        values = self.value_of(
            "[record.any_value(v, 100) for v in (True, 7, 2 ** 70, 0.5, float('nan'), float('-inf'), 'x', ['a', 1], None, b'b')]"
        )
        self.assertEqual(
            values,
            [
                {"boolValue": True},
                {"intValue": "7"},
                {"intValue": str(2**70)},
                {"doubleValue": 0.5},
                {"doubleValue": "NaN"},
                {"doubleValue": "-Infinity"},
                {"stringValue": "x"},
                {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": "1"}]}},
                {},
                {"stringValue": "b'b'"},
            ],
        )

    def test_every_record_with_values_of_an_mlflow_span_tells_that_it_is_one(self):
        code = (
            "one = entry(**{'mlflow.traceRequestId': '\"tr-1\"'}); record.record_of(one, source)\n"
            "def keys(): return [each['key'] for each in record.record_of(one, source)['span']['attributes']]\n"
            "one.span.set_attribute('mlflow.spanOutputs', 'null')\n"
            "print(keys(), keys())"
        )
        printed = self.run_live(PARTS + code, url="http://127.0.0.1:9")
        self.assertEqual(printed, "['mlflow.spanOutputs', 'mlflow.traceRequestId'] []")

    def test_long_texts_are_cut_and_say_so(self):
        text = self.value_of("record.key_values({'k': 'x' * 1000000})")[0]["value"]["stringValue"]
        self.assertLess(len(text), 66000)
        self.assertTrue(text.endswith("the first 65536 of 1000000 characters while the span runs]"), text[-80:])

    def test_a_record_stays_below_what_the_receiver_reads(self):
        code = (
            "many = {str(n): '\\u00e9' * 100000 for n in range(128)}; many['list'] = ['x' * 100000] * 1000\n"
            "one = entry(**many)\n"
            "event = type('E', (), {'name': 'e', 'timestamp': 1, 'attributes': {str(n): 'x' * 100000 for n in range(9)}})\n"
            "one.span._events = [event] * 100\n"
            "print(len(json.dumps(record.record_of(one, source), ensure_ascii=False).encode()) < 8 << 20)"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "True")

    def test_tells_the_events_of_a_stream_each_once_also_when_the_sdk_drops_the_older_ones(self):
        code = (
            "class Kept(list):\n"
            "  dropped = 0\n"
            "  def add(self, *names):\n"
            "    self.extend(type('E', (), {'name': str(n), 'timestamp': n, 'attributes': {'v': 'x'}}) for n in names)\n"
            "    while len(self) > 4: del self[0]; self.dropped += 1\n"
            "one = entry(); one.span._events = events = Kept()\n"
            "def told(): return [each['name'] for each in record.record_of(one, source)['span'].get('events', ())]\n"
            "for names in ((1, 2), (3, 4, 5), (), (6,), range(7, 20)): events.add(*names); print(told())\n"
            "one.forget(); print(told())"
        )
        printed = self.run_live(PARTS + code, url="http://127.0.0.1:9").replace("'", "")
        expected = "[1, 2]|[3, 4, 5]|[]|[6]|[16, 17, 18, 19]|[16, 17, 18, 19]"
        self.assertEqual(printed.replace("\n", "|"), expected)

    def test_tells_the_start_of_a_stream_that_made_more_than_the_sdk_keeps_before_it_was_told(self):
        code = (
            "class Kept(list):\n"
            "  dropped = 0\n"
            "table = Table(); table.wake = lambda: None\n"
            "one = entry(); one.span._events = events = Kept(); table.start(one)\n"
            "def add(numbers):\n"
            "  for n in numbers:\n"
            "    event = type('E', (), {'name': str(n), 'timestamp': n, 'attributes': {}})\n"
            "    events.append(event)\n"
            "    if len(events) > 4: del events[0]; events.dropped += 1\n"
            "    table.event(one.span, event)\n"
            "def told():\n"
            "  table.take()\n"
            "  names = [int(each['name']) for each in record.record_of(one, source)['span'].get('events', ())]\n"
            "  return names and (names[0], names[-1], len(names))\n"
            "for numbers in (range(300), range(300, 310), (), range(310, 312), range(400, 1600), range(1600, 1603)):\n"
            "  add(numbers); print(told())\n"
            "print(one.fresh, table.take(), table.fresh)\n"
            "add(range(9)); one.forget(); print(told())\n"
            "two = entry(); two.span._context.span_id = 99; one, events = two, Kept(); two.span._events = events; table.start(two)\n"
            "add(range(9)); two.forget(); print(told())\n"
            "table.is_open = False; add(range(9)); print(one.fresh)"
        )
        printed = self.run_live(PARTS + code, url="http://127.0.0.1:9").replace("\n", "|")
        burst = "(0, 299, 300)|(300, 309, 10)|[]|(310, 311, 2)|(1596, 1599, 4)|(1600, 1602, 3)|[] None 0|(5, 8, 4)|(0, 8, 9)|None"
        self.assertEqual(printed, burst)

    def test_a_record_has_the_newest_events_that_fit(self):
        code = (
            "one = entry()\n"
            "one.span._events = [type('E', (), {'name': str(n), 'timestamp': n, 'attributes': {'v': 'x' * 5000}}) for n in range(900)]\n"
            "names = [int(each['name']) for each in record.record_of(one, source)['span']['events']]\n"
            "print(names == list(range(900 - len(names), 900)), 200 < len(names) < 300)"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "True True")

    def test_what_was_told_to_run_is_told_to_have_ended_however_much_waits(self):
        code = (
            "table = Table(); table.wake = lambda: None\n"
            "told = entry(); table.start(told); record.record_of(table.take(), source)\n"
            "for _ in range(6000): table.put(entry())\n"
            "table.end(told.span, 5)\n"
            "print(len(table.queue), table.queue[-1] is told)"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "5001 True")

    def test_what_waits_of_an_ended_span_is_told_as_ever_and_holds_nothing_else_of_it(self):
        code = (
            "table = Table(); one = entry(); one.span._attributes = {'a': 'b'}; one.span._events = [type('E', (), {'name': 'x', 'timestamp': 1, 'attributes': {}})]\n"
            "def told(): told = record.record_of(one, source)['span']; one.forget(); return told\n"
            "table.start(one); one.ended = 5; before = told()\n"
            "table.end(one.span, 5)\n"
            "print(type(one.span).__name__, told() == before, before['attributes'] != [], before['events'] != [], table.text)"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "Husk True True True 1")

    def test_hears_once_of_a_change_that_the_sdk_makes_by_another_of_its_methods(self):
        code = (
            "tap = boot.load('_sidetrace_live_tap')\n"
            "def class_of(body): exec('class Span:\\n def start(self): pass\\n def end(self): pass\\n' + body, globals()); return Span\n"
            "def heard(span_class):\n"
            "  table, seen = Table(), []; table.change = seen.append\n"
            "  tap.tap(type('module', (), {'Span': span_class}), table, source, Bag(current=None, spawner=None))\n"
            "  one = span_class(); one.set_attribute('a', 1); one.set_attributes({'b': 2}); return len(seen)\n"
            "both = ' def set_attributes(self, values): pass\\n'\n"
            "print(heard(class_of(both + ' def set_attribute(self, key, value): self.set_attributes({key: value})')),"
            " heard(class_of(both + ' def set_attribute(self, key, value): pass')))"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "2 2")

    def test_at_most_so_many_spans_run_and_wait(self):
        code = (
            "table = Table(); table.wake = lambda: None\n"
            "entries = [entry() for _ in range(6000)]\n"
            "for one in entries: table.start(one)\n"
            "for one in entries[1000:]: table.end(one.span, 5)\n"
            "print(len(table.running), len(table.queue), table.dropped)"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "0 5000 1000")

    def test_ended_spans_are_kept_without_their_texts_where_these_are_too_many(self):
        code = (
            "table = Table(); table.wake = lambda: None\n"
            "entries = [entry(text=str(n) * (1 << 20)) for n in range(10, 30)]\n"
            "for one in entries: table.start(one); table.end(one.span, 5)\n"
            "full = [one for one in entries if one.span._attributes]\n"
            "ends = [record.record_of(one, source)['span']['endTimeUnixNano'] for one in iter(table.take, None)]\n"
            "print(len(full), ends == ['5'] * 20, table.text)"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "8 True 0")

    def test_addresses(self):
        addresses = self.value_of(
            "[boot.load('_sidetrace_live_connection').address_of(url) for url in"
            " ('http://127.0.0.1:5005', 'http://localhost:80/x', 'http://[::1]:5005/', 'http://example.com:80', 'http://127.0.0.1', '')]"
        )
        self.assertEqual(addresses, [["127.0.0.1", 5005], ["127.0.0.1", 80], ["::1", 5005], None, None, None])

    def test_tells_the_users_code_from_that_of_libraries(self):
        code = (
            "paths = [os.path.dirname(os.__file__) + '/json/x.py', '/v/site-packages/x.py', '<frozen x>', '/work/app.py',\n"
            "  os.path.dirname(os.__file__) + '-project/app.py', 'C:\\\\env\\\\site-packages\\\\x.py', '<string>', '/v/debugpy/_vendored/x.py']\n"
            "print([source.is_user(path) for path in paths])"
        )
        expected = [False, False, False, True, True, False, False, False]
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), str(expected))

    def test_the_queue_may_be_emptied_by_two_threads_at_once(self):
        code = (
            "import threading; sys.setswitchinterval(1e-6); table = Table(); errors = []\n"
            "threading.excepthook = lambda args: errors.append(args.exc_type.__name__)\n"
            "one = entry()\n"
            "for round in range(300):\n"
            "  table.queue.extend([one] * 300)\n"
            "  threads = [threading.Thread(target=table.drop_queue) for n in range(3)]\n"
            "  for thread in threads: thread.start()\n"
            "  for thread in threads: thread.join()\n"
            "print(errors, len(table.queue))"
        )
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9"), "[] 0")

    def test_what_python_calls_at_the_end_raises_nothing(self):
        code = "import atexit\ndef fail(): raise ValueError('ours')\natexit.register(boot.quiet(fail)); print('end')"
        self.assertEqual(self.run_live(PARTS + code, url="http://127.0.0.1:9", SIDETRACE_DEBUG=""), "end")
