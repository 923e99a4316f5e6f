import type { CallSite } from '../../protocol/model/source.ts';
import type { RanCode, RawSpan } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';
import { jsonFromSql, optional } from './sqlValues.ts';

/** What lines of code ask of a span beside its columns. */
export interface CallPlace {
  /** As it was recorded; only live records tell. */
  readonly location?: {
    readonly file: string;
    readonly line: number;
    readonly function?: string;
    /** Of a notebook's cell, in its kernel's words. */
    readonly cellId?: string;
  };
  /** The line that called; of a `with` block the block's own. Only live records tell. */
  readonly callSite?: CallSite;
  /** Which text ran; `TraceStore.codeText` has it. */
  readonly ran?: RanCode;
  /** Bare name of the function that ran, as MLflow records it. */
  readonly functionName?: string;
}

export function callPlaceOf({ location, callSite, ran, attributes }: RawSpan): CallPlace {
  return {
    ...optional('location', location),
    ...optional('callSite', callSite),
    ...optional('ran', ran),
    ...functionNameOf(attributes['mlflow.spanFunctionName']),
  };
}

interface PlaceRow {
  readonly location: string | null;
  readonly call_site: string | null;
  readonly ran: string | null;
  readonly function_name: unknown;
}

const placeSql = `SELECT json_extract(raw, '$.location') AS location, json_extract(raw, '$.callSite') AS call_site,
    json_extract(raw, '$.ran') AS ran,
    json_extract(raw, '$.attributes."mlflow.spanFunctionName"') AS function_name
  FROM spans WHERE span_key = ?`;

/** From the payload: of a row that was written before the store had places. */
export function readCallPlace(database: Database, spanKey: number): CallPlace {
  const row = database.get<PlaceRow>(placeSql, spanKey);
  return {
    ...optional('location', jsonFromSql<NonNullable<CallPlace['location']>>(row?.location ?? null)),
    ...optional('callSite', jsonFromSql<CallSite>(row?.call_site ?? null)),
    ...optional('ran', jsonFromSql<RanCode>(row?.ran ?? null)),
    ...functionNameOf(row?.function_name),
  };
}

/** MLflow writes its attributes as JSON: the name may come with its quotes. */
function functionNameOf(name: unknown): Pick<CallPlace, 'functionName'> {
  return typeof name === 'string' && name !== '' ? { functionName: name.replace(/^"(.*)"$/s, '$1') } : {};
}
