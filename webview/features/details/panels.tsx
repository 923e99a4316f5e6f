import { fileLineText } from '../../../protocol/base/fileLine.ts';
import { formatDuration } from '../../../protocol/base/format.ts';
import { type JsonObject, parseIfJson } from '../../../protocol/base/json.ts';
import { millisBetween } from '../../../protocol/base/time.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';
import { LongText } from '../../widgets/LongText.tsx';
import { JsonView } from '../json/JsonView.tsx';
import { spanFacts } from './facts.ts';

/** Inputs above outputs: what a call without a conversation shows first. */
export function IoPanel({ span }: { span: Span }) {
  const { tabs, none, pending } = strings.details;
  return (
    <>
      <h3>{tabs.inputs}</h3>
      {span.inputs === null ? (
        <p class="muted">{none}</p>
      ) : (
        <JsonView value={span.inputs} path={['inputs']} />
      )}
      <h3>{tabs.outputs}</h3>
      {span.outputs === null ? (
        <p class="muted">
          {span.status === 'running' ? pending(span.standsAt && fileLineText(span.standsAt)) : none}
        </p>
      ) : (
        <OutputsPanel span={span} />
      )}
    </>
  );
}

/** Of a running span: what its stream has given out until now. */
export function OutputsPanel({ span }: { span: Span }) {
  return (
    <>
      <JsonView value={span.outputs} path={['outputs']} />
      {span.status === 'running' && <p class="muted so-far">{strings.details.soFar}</p>}
    </>
  );
}

export function AttributesPanel({ span }: { span: Span }) {
  return (
    <>
      <dl class="facts">
        {spanFacts(span).map(({ name, value, title }) => (
          <div key={name} title={title}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{strings.details.attributes}</h3>
      {Object.keys(span.attributes).length === 0 ? (
        <p class="muted">{strings.details.none}</p>
      ) : (
        <JsonView value={readable(span.attributes)} path={['attributes']} open={1} />
      )}
    </>
  );
}

/** SDKs put JSON into text attributes: shown as the tree it is. The Raw tab has the text. */
function readable(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      typeof value === 'string' ? parseIfJson(value) : value,
    ]),
  );
}

export function EventsPanel({ span }: { span: Span }) {
  return (
    <ol class="events">
      {span.events.map(({ name, timeNs, attributes }, index) => (
        <li key={index}>
          <div class="event-line">
            <span class="event-name">{name}</span>
            <span class="number muted">
              +{formatDuration(Math.max(0, millisBetween(span.startNs, timeNs)))}
            </span>
          </div>
          <JsonView value={attributes} path={['events', index, 'attributes']} open={1} />
        </li>
      ))}
    </ol>
  );
}

export function DocumentsPanel({ span }: { span: Span }) {
  return (
    <ol class="documents">
      {span.documents?.map(({ id, content, score, metadata }, index) => (
        <li key={index}>
          <div class="event-line">
            <span class="event-name">{id ?? `#${index + 1}`}</span>
            {score !== undefined && (
              <span class="number muted">{strings.details.score(String(Number(score.toPrecision(4))))}</span>
            )}
          </div>
          <div class="plain-text">
            <LongText text={content} path={['documents', index, 'content']} clip={1000} />
          </div>
          {Object.keys(metadata).length > 0 && (
            <JsonView value={metadata} path={['documents', index, 'metadata']} open={0} />
          )}
        </li>
      ))}
    </ol>
  );
}
