import { expect, it } from 'vitest';
import { span } from '../store/testing/spans.ts';
import { withLocalFiles } from './localFiles.ts';

const here = (path: string): string => path.replace(/^\/app/, '/w');

it('calls every recorded place as it is called here', () => {
  const place = (file: string) => ({ file, line: 3, basis: 'recorded' as const });
  const at = { file: '/app/pool.py', line: 4 };
  const raw = span('a', {
    location: place('/app/a.py'),
    callSite: { file: '/other/b.py', line: 5 },
    standsAt: { file: '/app/c.py', line: 6, timeNs: '1' },
    spawnedFrom: { traceId: 't', spanId: 's', at },
  });
  expect(withLocalFiles(raw, here)).toEqual({
    ...raw,
    location: place('/w/a.py'),
    standsAt: { file: '/w/c.py', line: 6, timeNs: '1' },
    spawnedFrom: { traceId: 't', spanId: 's', at: { ...at, file: '/w/pool.py' } },
  });
});

it('a span that tells no other path stays the same object', () => {
  const [plain, known] = [span('a'), span('b', { callSite: { file: '/x.py', line: 1 } })];
  expect([withLocalFiles(plain, here), withLocalFiles(known, here)]).toEqual([plain, known]);
  expect(withLocalFiles(plain, here)).toBe(plain);
});
