import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import type { Callee, Parameter } from '../../protocol/messages/debugging.ts';
import { pythonLiteral, pythonTuple } from './pythonLiteral.ts';

/** Recorded arguments, each with the parameter that takes it. */
export interface RecordedCall {
  /** In the order of the function's parameters; those that were not recorded are left out. */
  readonly given: readonly Argument[];
  /** What `*args` holds. */
  readonly rest: readonly JsonValue[];
  /** What `**kwargs` holds, by name. */
  readonly extra: readonly (readonly [name: string, value: JsonValue])[];
}

export interface Argument {
  readonly parameter: Parameter;
  readonly value: JsonValue;
}

/** A longer value makes a condition that nobody can read. */
const longestCompared = 100;

/** What a span's inputs say of the call. Undefined: they are not the arguments of this function. */
export function recordedCall(callee: Callee, inputs: JsonValue): RecordedCall | undefined {
  if (!isJsonObject(inputs)) return undefined;
  const parameters = withoutReceiver(callee);
  return byPosition(parameters, inputs) ?? byName(parameters, inputs);
}

/** `{"args": […], "kwargs": {…}}`: how Langfuse and Traceloop record a call. */
function byPosition(parameters: readonly Parameter[], inputs: JsonObject): RecordedCall | undefined {
  const { args = [], kwargs = {}, ...others } = inputs;
  const named = parameters.some(
    ({ name, kind }) => kind === 'plain' && (name === 'args' || name === 'kwargs'),
  );
  const hasShape = isList(args) && isJsonObject(kwargs) && Object.keys(others).length === 0;
  if (!hasShape || named || Object.keys(inputs).length === 0) return undefined;
  const positions = parameters.filter(({ kind }) => kind === 'plain' || kind === 'positional');
  const given = positions.flatMap((parameter, index) => {
    const value = args[index];
    return value === undefined ? [] : [{ parameter, value }];
  });
  const names = byName(parameters, kwargs);
  const rest = args.slice(positions.length);
  return names && { ...names, given: [...given, ...names.given], rest };
}

/** `{"bill_amount": 187.32}`: how MLflow, OpenInference and Logfire do. */
function byName(parameters: readonly Parameter[], inputs: JsonObject): RecordedCall | undefined {
  const star = parameters.find(({ kind }) => kind === 'star');
  const doubleStar = parameters.find(({ kind }) => kind === 'doubleStar');
  const plain = parameters.filter(({ kind }) => kind !== 'star' && kind !== 'doubleStar');
  const given = plain.flatMap((parameter) => {
    const value = inputs[parameter.name];
    return value === undefined ? [] : [{ parameter, value }];
  });
  const rest = star && inputs[star.name];
  const packed = doubleStar && inputs[doubleStar.name];
  const known = [...plain, ...(isList(rest) ? [star] : []), ...(isJsonObject(packed) ? [doubleStar] : [])];
  const others = Object.entries(inputs).filter(([name]) => !known.some((one) => one?.name === name));
  if (others.length > 0 && doubleStar === undefined) return undefined;
  return {
    given,
    rest: isList(rest) ? rest : [],
    extra: [...(isJsonObject(packed) ? Object.entries(packed) : []), ...others],
  };
}

/** `await tip(bill_amount=187.32, tip_percentage=15)` */
export function callText(callee: Callee, { given, rest, extra }: RecordedCall): string {
  const isPositional = ({ parameter: { kind } }: Argument): boolean =>
    kind === 'positional' || (kind === 'plain' && rest.length > 0);
  const [keywords, others] = split(extra, ([name]) => isName(name));
  const parts = [
    ...given.filter(isPositional).map(valueText),
    ...rest.map(pythonLiteral),
    ...given.filter((one) => !isPositional(one)).map((one) => `${one.parameter.name}=${valueText(one)}`),
    ...keywords.map(([name, value]) => `${name}=${pythonLiteral(value)}`),
    ...(others.length > 0 ? [`**${pythonLiteral(Object.fromEntries(others))}`] : []),
  ];
  return `${callee.isAsync ? 'await ' : ''}${nameInFrame(callee)}(${parts.join(', ')})`;
}

/** `bill_amount == 187.32 and tip_percentage == 15`; empty where nothing recorded can be compared. */
export function conditionText(callee: Callee, { given, rest, extra }: RecordedCall): string {
  const star = callee.parameters.find(({ kind }) => kind === 'star');
  const doubleStar = callee.parameters.find(({ kind }) => kind === 'doubleStar');
  const compared = [
    ...given
      .filter(({ value }) => !isAddress(value))
      .map(({ parameter, value }) => comparison(parameter.name, value)),
    ...(star && rest.length > 0 ? [`${star.name} == ${pythonTuple(rest)}`] : []),
    ...(doubleStar
      ? extra.map(([name, value]) => comparison(`${doubleStar.name}.get(${pythonLiteral(name)})`, value))
      : []),
  ];
  return compared.filter(({ length }) => length <= longestCompared).join(' and ');
}

function comparison(left: string, value: JsonValue): string {
  return value === null ? `${left} is None` : `${left} == ${pythonLiteral(value)}`;
}

/** What has no literal stands as the variable that may hold it. */
function valueText({ parameter, value }: Argument): string {
  return isAddress(value) ? parameter.name : pythonLiteral(value);
}

/** `<agent.Client object at 0x7f…>`: the text of an object that cannot be written down. */
function isAddress(value: JsonValue): boolean {
  return typeof value === 'string' && /^<.* at 0x[0-9a-f]+>$/is.test(value);
}

/** A method is called on the object that its frame knows. */
function nameInFrame(callee: Callee): string {
  if (!isMethod(callee)) return callee.name;
  return callee.parameters[0]?.name === 'self' ? `self.${callee.name.split('.').at(-1)}` : callee.name;
}

function withoutReceiver(callee: Callee): readonly Parameter[] {
  return isMethod(callee) ? callee.parameters.slice(1) : callee.parameters;
}

function isMethod({ name, parameters }: Callee): boolean {
  return name.includes('.') && /^(self|cls)$/.test(parameters[0]?.name ?? '');
}

/** Keywords of the language are left to the user's eye. */
function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(text);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function split<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
