import { expect, it } from 'vitest';
import { closeBrackets } from './closeBrackets.ts';
import { closeBrackets as closeJavaScript } from './javascript/closeBrackets.ts';

it.each([
  ['before a statement', 'x = foo(a,\nreturn x', 'x = foo(a,)\nreturn x'],
  ['all of them', 'x = [foo({\n\n@dec\ndef f(): pass', 'x = [foo({\n})]\n@dec\ndef f(): pass'],
  ['before a comment', 'x = foo(  # why\n@dec', 'x = foo( ) # why\n@dec'],
  ['before a carriage return', 'x = (\r\ndef f(): pass', 'x = ()\r\ndef f(): pass'],
  ['with the text in them', 'x = foo("a\ndef f(): pass', 'x = foo("a")\ndef f(): pass'],
])('closes open brackets %s', (_, text, expected) => {
  expect(closeBrackets(text)).toBe(expected);
});

it.each([
  ['words that go on', 'x = (\n  a\n  if b\n  else c,\n  *d for d in e\n)'],
  ['keywords of a call', 'f(\n  passed=1,\n  import_=2,\n  class_=3,\n)'],
  ['a product of matrices', 'x = (\n  a\n  @ b\n)'],
  ['texts over lines', 'x = (\'\'\'\n(def f(:\n@dec\n\'\'\', """[\nclass\n""")'],
  ['a comment', 'x = 1  # (\ndef f(): pass'],
  ['a text', "x = '(\\'['\ndef f(): pass"],
  ['what was never open', 'x = 1)\ndef f(): pass'],
])('leaves %s as it is', (_, text) => {
  expect(closeBrackets(text)).toBe(text);
});

it('closes brackets of JavaScript before the next line at the margin', () => {
  expect(closeJavaScript('f(a, {\n  b: [\n\nexport const x = 1;\n')).toBe(
    'f(a, {\n  b: [\n]})\nexport const x = 1;\n',
  );
});

it.each([
  ['texts', 'const a = `\n(b\nx`;\nconst c = "(" + \'[\';\nf();\n'],
  ['regular expressions', 'const a = /[(/]\\(/g.test(b);\nconst c = d / 2;\nf();\n'],
  ['comments', '// (\n/* [\n{ */\nf();\n'],
  ['code at the margin within brackets', '(function () {\nvar a = 1;\nf(a);\n})();\n'],
])('leaves %s of JavaScript as they are', (_, text) => {
  expect(closeJavaScript(text)).toBe(text);
});
