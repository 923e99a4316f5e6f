import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';

/** What differs between two runs of the same program on the same server, by nature. */
export interface RunFacts {
  readonly serverUrl: string;
}

/**
 * The result of a program with all that no two runs have in common made equal: an id becomes its number in the order of
 * first appearance, counted within the observation where it appears first, so that it is still seen which are the same,
 * and one observation that differs leaves the others alone; a time its unit; a duration that it is one.
 */
export function normalise(result: JsonObject, { serverUrl }: RunFacts): JsonValue {
  let observation = '';
  const numberId = createNumbering();
  const ids = (id: string): string => numberId(id, observation);
  const experiments = createNumbering();
  for (const id of experimentIds(result)) experiments(id);
  const text = (value: string): string =>
    withoutIds(
      withoutTimes(withoutExperiments(value.replaceAll(serverUrl, '<server>').replaceAll('%2F', '/'))),
      ids,
    );
  const withoutExperiments = (value: string): string =>
    value.replace(
      experimentPath,
      (_, before: string, id: string) => `${before}<experiment ${experiments(id)}>`,
    );

  const visit = (value: JsonValue, key: string): JsonValue => {
    if (durationKey.test(key) && value !== null) return '<duration>';
    if (sizeKey.test(key) && typeof value === 'string')
      return value.replace(/(?<!num_spans": )\b\d+/g, '<size>');
    if (typeof value === 'number') return timeUnit(value) ?? value;
    if (typeof value === 'string') {
      if (experimentKey.test(key) && isOwnExperiment(value)) return `<experiment ${experiments(value)}>`;
      return idOfBase64(value, ids) ?? text(value);
    }
    if (Array.isArray(value)) return value.map((each) => visit(each, key));
    if (!isJsonObject(value)) return value;
    const entries = inOrderOfName(value).map(([name, each]) => [text(name), visit(each, name)] as const);
    return Object.fromEntries([...entries, ...startsBeforeEnd(value)]);
  };
  const observations = inOrderOfName(result).map(([name, value]) => {
    observation = name;
    return [name, visit(value, name)] as const;
  });
  return Object.fromEntries(observations);
}

function inOrderOfName(value: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const durationKey = /^execution_(duration|duration_ms|time_ms|time)$/;
/** The SDK counts bytes of a JSON text with times in it. */
const sizeKey = /^mlflow\.trace\.size(Bytes|Stats)$/;
const experimentKey = /^experiment_ids?$/;
const experimentPath =
  /(mlflow-artifacts:\/+|artifacts\/|experiment |experiment with id |Experiment with id=)([1-9]\d*)(?=[/, "]|$)/g;

/** The numbers of things in the order in which they are asked for, from 1 in each place, behind its name. */
function createNumbering(): (name: string, place?: string) => string {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return (name, place = '') => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    const number = `${place} ${count}`.trim();
    known.set(name, number);
    return number;
  };
}

/** `0` is the default experiment everywhere. */
function isOwnExperiment(id: string): boolean {
  return /^\d+$/.test(id) && id !== '0';
}

function experimentIds(value: JsonValue, key = ''): readonly string[] {
  if (typeof value === 'string') return experimentKey.test(key) && isOwnExperiment(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => experimentIds(each, key));
  if (!isJsonObject(value)) return [];
  return inOrderOfName(value).flatMap(([name, each]) => experimentIds(each, name));
}

const hexId = /(?<![0-9A-Za-z])(?:0x)?([0-9a-f]{32}|[0-9a-f]{16})(?![0-9A-Za-z])/g;

function withoutIds(text: string, ids: (id: string) => string): string {
  return text
    .replace(hexId, (_, hex: string) => `<id ${ids(hex)}>`)
    .replace(/(?<![\w-])[a-z]+-[a-z]+-\d{1,3}(?![\w-])/g, '<run name>');
}

/** Ids of OTLP JSON in base64: 16 bytes of a trace, 8 of a span. */
function idOfBase64(text: string, ids: (id: string) => string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{11}=)$/.test(text)) return undefined;
  return `<base64 of id ${ids(Buffer.from(text, 'base64').toString('hex'))}>`;
}

const units = [
  ['s', 1],
  ['ms', 1e3],
  ['µs', 1e6],
  ['ns', 1e9],
] as const;
const [earliest, latest] = [1.6e9, 2.2e9];

/** `<ms>` where the number can be a time of these years in milliseconds, and so on. */
function timeUnit(value: number): string | undefined {
  const unit = units.find(([, perSecond]) => value >= earliest * perSecond && value < latest * perSecond);
  return unit && `<${unit[0]}>`;
}

function withoutTimes(text: string): string {
  return text
    .replace(
      /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(Z|[+-]\d\d:\d\d)?/g,
      (_, zone?: string) => `<time ${zone ?? ''}>`,
    )
    .replace(/(?<![\w.])(?:\d{19}|\d{16}|\d{13})(?![\w.])/g, (digits) => timeUnit(Number(digits)) ?? digits);
}

/** That a start is before its end is what remains of times. */
function startsBeforeEnd(value: JsonObject): readonly (readonly [string, boolean])[] {
  const [start, end] = [value.start_time_ns, value.end_time_ns];
  return typeof start === 'number' && typeof end === 'number' ? [['start ≤ end', start <= end]] : [];
}
