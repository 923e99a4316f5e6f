import { assertNever } from '../../protocol/base/assertNever.ts';
import type { KnownKind, SpanKind, SpanStatus } from '../../protocol/model/span.ts';
import { strings } from '../l10n.ts';

export interface Look {
  readonly icon: string;
  /** CSS class that sets the colour. */
  readonly hue: string;
}

/** Status by icon and colour, so that neither alone carries it. */
export function statusLook(status: SpanStatus): Look {
  switch (status) {
    case 'running':
      return { icon: 'circle-filled', hue: 'hue-running' };
    case 'ok':
      return { icon: 'check', hue: 'hue-ok' };
    case 'error':
      return { icon: 'error', hue: 'hue-error' };
    case 'aborted':
      return { icon: 'circle-slash', hue: 'hue-aborted' };
    case 'unset':
      return { icon: 'check', hue: 'hue-plain' };
    default:
      return assertNever(status);
  }
}

export function statusText(status: SpanStatus): string {
  return strings.status[status];
}

const kinds: Readonly<Record<KnownKind, Look>> = {
  AGENT: { icon: 'hubot', hue: 'hue-agent' },
  CHAIN: { icon: 'link', hue: 'hue-plain' },
  CHAT_MODEL: { icon: 'comment-discussion', hue: 'hue-model' },
  LLM: { icon: 'sparkle', hue: 'hue-model' },
  TOOL: { icon: 'tools', hue: 'hue-tool' },
  RETRIEVER: { icon: 'search', hue: 'hue-data' },
  EMBEDDING: { icon: 'symbol-array', hue: 'hue-data' },
  PARSER: { icon: 'json', hue: 'hue-plain' },
  RERANKER: { icon: 'sort-precedence', hue: 'hue-data' },
  GUARDRAIL: { icon: 'shield', hue: 'hue-guard' },
  EVALUATOR: { icon: 'beaker', hue: 'hue-guard' },
  MEMORY: { icon: 'database', hue: 'hue-data' },
  TASK: { icon: 'checklist', hue: 'hue-plain' },
  WORKFLOW: { icon: 'type-hierarchy-sub', hue: 'hue-agent' },
  UNKNOWN: { icon: 'symbol-method', hue: 'hue-plain' },
};

/** An SDK's own word (`func`) looks like a plain function. */
export function kindLook(kind: SpanKind): Look {
  return isKnown(kind) ? kinds[kind] : kinds.UNKNOWN;
}

/** Undefined where there is nothing to say: the SDK gave none. */
export function kindText(kind: SpanKind): string | undefined {
  return kind === 'UNKNOWN' ? undefined : kind;
}

function isKnown(kind: SpanKind): kind is KnownKind {
  return Object.hasOwn(kinds, kind);
}

/** What is wrong or running shows instead of the kind; the eye looks for that first. */
export function rowLook(kind: SpanKind, status: SpanStatus): Look {
  return status === 'error' || status === 'aborted' ? statusLook(status) : kindLook(kind);
}
