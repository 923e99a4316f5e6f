import type { RawSpan } from '../decode/rawSpan.ts';

/** The span with every recorded path as it is called here; the same object where none is another. */
export function withLocalFiles(raw: RawSpan, localFile: (recorded: string) => string): RawSpan {
  const { location, callSite, standsAt, spawnedFrom } = raw;
  const at = spawnedFrom?.at;
  const places = [location, callSite, standsAt, at].filter((place) => place !== undefined);
  if (places.every(({ file }) => localFile(file) === file)) return raw;
  const here = <T extends { readonly file: string }>(place: T): T => ({
    ...place,
    file: localFile(place.file),
  });
  return {
    ...raw,
    ...(location && { location: here(location) }),
    ...(callSite && { callSite: here(callSite) }),
    ...(standsAt && { standsAt: here(standsAt) }),
    ...(spawnedFrom && at && { spawnedFrom: { ...spawnedFrom, at: here(at) } }),
  };
}
