import type { SpanView } from '../autologView.ts';
import type { MlflowVersion } from '../harness/mlflowVersions.ts';
import { answeredTip, askedTip, calledTip, type ExpectedCases, since, tipTool, twice } from './common.ts';

/** `set_span_chat_messages` came with 2.20. */
const isTraced = (version: MlflowVersion) => since(version, 2, 20);

const usage = { input: 26, output: 12, total: 38 };

const chat: SpanView = {
  name: 'own.chat',
  kind: 'CHAT_MODEL',
  model: 'llama3.2',
  finish: ['stop'],
  usage,
  usd: 0.003,
  chat: [askedTip, calledTip('call_1')],
  tools: [tipTool],
};

const answer: SpanView = {
  ...chat,
  chat: [askedTip, calledTip('call_1'), 'tool for call_1: {"result": 12.68}', answeredTip],
};

export const ownCases: ExpectedCases = {
  'own.chat': { isTraced, trace: () => ({ usage, usd: 0.003, root: chat }) },
  'own.loop': {
    isTraced,
    trace: () => ({
      usage: twice(usage),
      usd: 0.006,
      root: {
        name: 'ToolCallingLoop',
        kind: 'CHAIN',
        chat: [askedTip, answeredTip],
        children: [chat, { name: 'ToolExecution_calculate_tip', kind: 'TOOL' }, answer],
      },
    }),
  },
};
