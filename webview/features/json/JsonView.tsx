import { useState } from 'preact/hooks';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import { messageOf } from '../../../protocol/base/messageOf.ts';
import type { JsonPath } from '../../../protocol/messages/requests.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Icon } from '../../widgets/Icon.tsx';
import { IconButton } from '../../widgets/IconButton.tsx';
import { LongText } from '../../widgets/LongText.tsx';
import { Problem } from '../../widgets/Problem.tsx';
import { readWhole, useTextSource } from '../../widgets/textSource.ts';
import { formatPath, previewJson } from './preview.ts';

export interface JsonViewProps {
  readonly value: JsonValue;
  /** From the span object down; `copy path` and texts that were cut need it. */
  readonly path: JsonPath;
  /** Levels open at first. */
  readonly open?: number;
}

const pageOfItems = 100;
const clipText = 600;

/** Any JSON value as a tree that makes the DOM of what is open only. */
export function JsonView({ value, path, open = 2 }: JsonViewProps) {
  if (typeof value === 'string') return <TextBlock text={value} path={path} />;
  const entries = entriesOf(value);
  if (!entries || entries.length === 0) {
    return (
      <div class="json-text">
        <Scalar value={value} path={path} />
      </div>
    );
  }
  return <Entries entries={entries} path={path} open={open - 1} />;
}

/** A text that stands for itself: as it is, without quotes. */
function TextBlock({ text, path }: { text: string; path: JsonPath }) {
  return (
    <div class="json-text">
      <LongText text={text} path={path} clip={20_000} />
    </div>
  );
}

type Entry = readonly [key: string | number, value: JsonValue];

function entriesOf(value: JsonValue): readonly Entry[] | undefined {
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map((item, index) => [index, item] as const);
  return isJsonObject(value) ? Object.entries(value as JsonObject) : undefined;
}

function Entries({ entries, path, open }: { entries: readonly Entry[]; path: JsonPath; open: number }) {
  const [limit, setLimit] = useState(pageOfItems);
  const hidden = entries.length - limit;
  return (
    <ul class="json">
      {entries.slice(0, limit).map(([key, value]) => (
        <Node key={key} name={key} value={value} path={[...path, key]} open={open} />
      ))}
      {hidden > 0 && (
        <li>
          <button type="button" class="link" onClick={() => setLimit(limit + 10 * pageOfItems)}>
            {strings.text.moreItems(Math.min(hidden, 10 * pageOfItems))}
          </button>
        </li>
      )}
    </ul>
  );
}

interface NodeProps {
  readonly name: string | number;
  readonly value: JsonValue;
  readonly path: JsonPath;
  readonly open: number;
}

function Node({ name, value, path, open }: NodeProps) {
  const entries = entriesOf(value);
  const [expanded, setExpanded] = useState(open > 0 && (entries?.length ?? 0) <= pageOfItems);
  if (!entries || entries.length === 0) {
    return (
      <li class="json-leaf">
        <span class="json-line">
          <span class="json-key">{name}</span>
          <span class="json-colon">:</span> <Scalar value={value} path={path} />
        </span>
        <CopyButtons value={value} path={path} />
      </li>
    );
  }
  const count = Array.isArray(value) ? strings.text.items(entries.length) : strings.text.keys(entries.length);
  return (
    <li>
      <span class="json-branch">
        <button
          type="button"
          class="json-toggle"
          aria-expanded={expanded}
          onClick={() => setExpanded(!expanded)}
        >
          <Icon name={expanded ? 'chevron-down' : 'chevron-right'} />
          <span class="json-key">{name}</span>
          <span class="json-colon">:</span>{' '}
          <span class="muted json-preview">{expanded ? count : previewJson(value)}</span>
        </button>
        <CopyButtons value={value} path={path} />
      </span>
      {expanded && <Entries entries={entries} path={path} open={open - 1} />}
    </li>
  );
}

function Scalar({ value, path }: { value: JsonValue; path: JsonPath }) {
  if (typeof value === 'string') {
    return (
      <span class="json-string">
        <LongText text={value} path={path} clip={clipText} />
      </span>
    );
  }
  const kind = value === null ? 'null' : Array.isArray(value) ? 'empty' : typeof value;
  return <span class={`json-${kind}`}>{JSON.stringify(value)}</span>;
}

function CopyButtons({ value, path }: { value: JsonValue; path: JsonPath }) {
  const { host } = useApp();
  const source = useTextSource();
  const [error, setError] = useState<string | undefined>(undefined);
  const copy = (): void => {
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    const total = source.totalOf(path);
    const whole = total === undefined ? Promise.resolve(text) : readWhole(source, path, total);
    whole.then(
      (all) => host.copy(all),
      (reason: unknown) => setError(messageOf(reason)),
    );
  };
  return (
    <span class="json-actions">
      <IconButton icon="copy" label={strings.text.copyValue} onClick={copy} />
      {error !== undefined && <Problem title={strings.errors.text} message={error} onRetry={copy} />}
      <IconButton
        icon="symbol-key"
        label={strings.text.copyPath}
        onClick={() => host.copy(formatPath(path))}
      />
    </span>
  );
}
