import type { SpanView } from '../autologView.ts';
import type { MlflowVersion } from '../harness/mlflowVersions.ts';
import {
  alone,
  answered,
  answeredTip,
  asked,
  askedTip,
  calledTip,
  type ExpectedCases,
  pair,
  since,
  thought,
  tipTool,
} from './common.ts';

/** Its own API counts cached tokens beside the input; ours, as everybody else's, among them. */
const usage = { input: 20, output: 10, total: 30, cachedInput: 8, cacheWrite: 0 };

const isTraced = (version: MlflowVersion) => since(version, 2, 20);

function base(version: MlflowVersion): SpanView {
  return {
    name: 'Messages.create',
    kind: 'CHAT_MODEL',
    model: 'claude-local',
    ...(since(version, 3, 17) && { provider: 'anthropic' }),
    parameters: { max_tokens: 2048 },
  };
}

function call(version: MlflowVersion, more: Partial<SpanView>): SpanView {
  return { ...base(version), finish: ['end_turn'], usage, ...more };
}

export const anthropicCases: ExpectedCases = {
  'anthropic.chat': {
    isTraced,
    trace: (version) => alone(call(version, { chat: ['system: Be brief.', asked, answered] })),
  },
  'anthropic.tools': {
    isTraced,
    trace: (version) =>
      pair(
        call(version, { finish: ['tool_use'], chat: [askedTip, calledTip('toolu_1')], tools: [tipTool] }),
        call(version, {
          chat: [askedTip, calledTip('toolu_1'), 'tool for toolu_1: {"result": 12.68}', answeredTip],
          tools: [tipTool],
        }),
      ),
  },
  'anthropic.thinking': {
    isTraced,
    trace: (version) =>
      alone(
        call(version, {
          parameters: { max_tokens: 2048, thinking: { type: 'enabled', budget_tokens: 1024 } },
          chat: ['user: Think: what is a trace?', thought],
        }),
      ),
  },
  'anthropic.stream': {
    isTraced,
    // MLflow records the stream itself, never what is read from it.
    trace: (version) =>
      alone({
        ...base(version),
        parameters: { max_tokens: 2048, stream: true },
        chat: ['user: Think: what is a trace?'],
      }),
  },
  'anthropic.stream_manager': { isTraced: () => false, trace: (version) => alone(base(version)) },
  'anthropic.async': {
    isTraced: (version) => since(version, 2, 22),
    trace: (version) => alone(call(version, { name: 'AsyncMessages.create', chat: [asked, answered] })),
  },
  'anthropic.limited': {
    isTraced,
    raises: 'RateLimitError',
    trace: (version) =>
      alone({ ...base(version), failed: 'RateLimitError', chat: ['user: Fail with 429, please.'] }),
  },
};
