import * as v from 'valibot';
import { failureSeverities, type ServerOptions, symbolScopes } from '../../protocol/messages/language.ts';
import { valueLengths, valuesModes } from '../../protocol/messages/values.ts';

const limit = v.pipe(v.number(), v.minValue(0));
const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

/** `initializationOptions` as an editor sends them: any may be missing. */
const given = v.partial(
  v.object({
    databaseFile: v.pipe(v.string(), v.minLength(1)),
    port,
    previousPort: port,
    alsoListenOn: v.array(port),
    namedPorts: v.array(port),
    workspaceFolders: v.array(v.string()),
    excludes: v.record(v.string(), v.unknown()),
    prices: v.unknown(),
    pathMappings: v.array(v.object({ remoteRoot: v.string(), localRoot: v.string() })),
    history: v.object({ traces: limit, days: limit, megabytes: limit }),
    threadHints: v.boolean(),
    codeLens: v.boolean(),
    hover: v.boolean(),
    inlayHints: v.boolean(),
    values: v.object({
      mode: v.exactOptional(v.picklist(valuesModes)),
      maxLength: v.exactOptional(
        v.pipe(v.number(), v.minValue(valueLengths.least), v.maxValue(valueLengths.most)),
      ),
    }),
    commandLinks: v.boolean(),
    spanCommands: v.boolean(),
    spanUri: v.pipe(v.string(), v.url()),
    diagnostics: v.picklist(failureSeverities),
    symbols: v.picklist(symbolScopes),
  }),
);

/** Options that are missing or cannot be read are the defaults'; `problem` says which. */
export function readOptions(
  initializationOptions: unknown,
  defaults: ServerOptions,
): { readonly options: ServerOptions; readonly problem?: string } {
  const parsed = v.safeParse(given, initializationOptions ?? {});
  if (parsed.success) return { options: { ...defaults, ...defined(parsed.output) } };
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? 'initializationOptions';
  return { options: defaults, problem: `${field}: ${issue.message}` };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Defined<T>;
}
