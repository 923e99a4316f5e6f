import type { AllowedDifference } from './compare/allowed.ts';

/** What an SDK may see otherwise with Sidetrace than with MLflow's own server; docs/mlflow-differences.md is this table. */
export const allowedDifferences: readonly AllowedDifference[] = [
  ...traces(),
  ...values(),
  ...refusals(),
  ...searchRefusals(),
  ...experimentsAndRuns(),
];

function traces(): readonly AllowedDifference[] {
  return [
    {
      path: '**/mlflow.trace.spansLocation',
      from: [3, 2],
      theirs: 'none up to 3.5; later none where its database refuses a span',
      ours: '`TRACKING_STORE`',
      reason:
        'Spans of every version come as they end, and are all stored; the SDK reads the same spans either way.',
    },
    {
      path: '**/mlflow.trace.infoFinalized',
      from: [3, 2],
      to: [3, 8],
      theirs: 'none',
      ours: 'set',
      reason: 'Bookkeeping of newer servers, which we say we are; no SDK reads it.',
    },
    {
      path: '**/spans/*/name',
      from: [3, 4],
      to: [3, 5],
      theirs: '`step_1`, `step_2` for spans of one name',
      ours: '`step`',
      reason:
        'The name as the program has it. The SDK numbers names when the root ends, and we have had the spans before.',
    },
    {
      path: '**/events/*/time*',
      to: [3, 8],
      theirs: 'microseconds or nanoseconds, as the SDK wrote them',
      ours: 'nanoseconds',
      reason:
        'The SDK documents nanoseconds but writes its own events in microseconds; a view of both needs one unit.',
    },
    {
      path: '**/mlflow.traceSpans',
      to: [2, 17],
      theirs: 'cut at 250 characters',
      ours: 'whole',
      reason: 'As newer servers.',
    },
    {
      path: '**/written/**',
      to: [2, 14],
      theirs: 'JSON texts as the SDK escaped them, `\\u00b0`',
      ours: '`°`',
      reason:
        'The same value to who parses it; a file that was put together out of several has one way to write.',
    },
    {
      path: 'client_api/child_never_ends/*',
      from: [3, 6],
      to: [3, 12],
      theirs: '`not fully exported yet`, for ever',
      ours: 'the trace',
      reason: 'A trace is no less of use because one of its spans never ended.',
    },
    {
      path: '**/mlflow.llm.*',
      from: [3, 12],
      theirs: 'model and cost, added by the server',
      ours: 'as the SDK sent them',
      reason: 'What a program reads back is what it sent. Cost by list prices is shown in the panel only.',
    },
    {
      path: '**/mlflow.trace.cost',
      from: [3, 12],
      theirs: 'the sum of what the server added',
      ours: 'none',
      reason: 'As before.',
    },
  ];
}

function values(): readonly AllowedDifference[] {
  return [
    {
      path: 'chat/beyond int64/**',
      from: [3, 8],
      theirs: 'a number',
      ours: 'its digits as text',
      reason:
        'These SDKs read typed values from us, which end at 64 bits. The real server has not got such spans, and lets the SDK read its own file.',
    },
    {
      path: 'chat/odd values/**/json text',
      from: [3, 8],
      theirs: '`{"a": 1}` set as text reads back as an object',
      ours: 'text stays text',
      reason: 'A fault of the real server.',
    },
  ];
}

function searchRefusals(): readonly AllowedDifference[] {
  return [
    ...['traces: list without in', 'traces: span attribute in'].map((question) => ({
      path: `searching/${question}/message`,
      from: [3, 17] as const,
      theirs: 'what its database says to the broken query',
      ours: 'what is wrong with the filter',
      reason: 'The same code; only a person reads the text.',
    })),
    {
      path: 'searching/traces: timestamp bare */message',
      from: [3, 17],
      theirs: 'names the clause twice',
      ours: 'names it once',
      reason: 'The same code; only a person reads the text.',
    },
  ];
}

function refusals(): readonly AllowedDifference[] {
  return [
    {
      path: 'errors/unknown */**',
      theirs: 'a page in HTML',
      ours: '`ENDPOINT_NOT_FOUND` as JSON',
      reason: 'The SDK takes both for a route that is missing; ours says which.',
    },
    {
      path: 'errors/body that is a list/*',
      theirs: '500, a page in HTML',
      ours: '400',
      reason: 'Never 5xx: an SDK repeats it for minutes.',
    },
    {
      path: 'errors/body that is not JSON/body/*',
      theirs: 'taken for an empty body',
      ours: '`BAD_REQUEST`',
      reason: 'It says what is wrong.',
    },
    {
      path: 'errors/*/body/sqlstate',
      from: [3, 12],
      theirs: 'set',
      ours: 'none',
      reason: 'No SDK reads it.',
    },
    {
      path: 'errors/*/body/error_class',
      from: [3, 12],
      theirs: 'set',
      ours: 'none',
      reason: 'No SDK reads it.',
    },
    {
      path: 'errors/experiment with a long name',
      to: [2, 14],
      theirs: 'made',
      ours: 'refused',
      reason: 'As the newer servers.',
    },
    {
      path: 'errors/* of a wrong kind/body/message',
      to: [2, 14],
      theirs: '`supplied. Hint`',
      ours: '`supplied:  Hint`',
      reason: 'As the newer servers.',
    },
    {
      path: 'errors/health/type',
      to: [3, 12],
      theirs: '`text/html`',
      ours: '`text/plain`',
      reason: 'As the newest server.',
    },
    {
      path: 'errors/experiment id that is none/raised/*',
      to: [3, 8],
      theirs: 'missing up to 2.22, then 500',
      ours: '`INVALID_PARAMETER_VALUE`',
      reason: 'As the newest server.',
    },
    {
      path: 'errors/tag on a missing trace/raised/message',
      theirs: 'the SQL that failed',
      ours: 'that the trace is missing',
      reason: 'The same code in plain words.',
    },
    {
      path: 'errors/feedback on a missing trace/raised/*',
      from: [3, 12],
      to: [3, 12],
      theirs: '`BAD_REQUEST` and the SQL that failed',
      ours: '`RESOURCE_DOES_NOT_EXIST`',
      reason: 'As older and newer servers.',
    },
    {
      path: 'errors/expectation on a missing trace/raised/*',
      from: [3, 12],
      to: [3, 12],
      theirs: '`BAD_REQUEST` and the SQL that failed',
      ours: '`RESOURCE_DOES_NOT_EXIST`',
      reason: 'As before.',
    },
    {
      path: 'errors/tag off a missing trace/raised/message',
      to: [3, 1],
      theirs: '`with request_id` before 3.0',
      ours: '`with ID`',
      reason: 'By the form of the id, not by the SDK.',
    },
    {
      path: 'artifacts/missing read/raised/message',
      theirs: 'quotes the real server’s answer',
      ours: 'quotes ours',
      reason: 'The SDK puts the answer as it came into its message: spaces, upper case, `sqlstate`.',
    },
    {
      path: 'artifacts/outside/raised/message',
      theirs: 'quotes the real server’s answer',
      ours: 'quotes ours',
      reason: 'As before.',
    },
    {
      path: 'artifacts/* downloaded',
      to: [3, 12],
      theirs: 'fails on a name that is not ASCII',
      ours: 'downloads it',
      reason: 'A fault of the real server.',
    },
  ];
}

function experimentsAndRuns(): readonly AllowedDifference[] {
  return [
    {
      path: 'experiments/at a place, by id/artifact_location',
      theirs: 'the place that was asked for',
      ours: 'our own',
      reason: 'Nothing leaves the machine: artifacts stay in the viewer.',
    },
    {
      path: 'experiments/made twice/raised/message',
      theirs: 'with the SQL that failed',
      ours: 'without',
      reason: 'The same code in plain words.',
    },
    {
      path: 'experiments/deleted, made again/raised/message',
      theirs: 'with the SQL that failed',
      ours: 'without',
      reason: 'As before.',
    },
    {
      path: 'experiments/renamed to a name that is taken/raised/message',
      theirs: 'with the SQL that failed',
      ours: 'without',
      reason: 'As before.',
    },
    {
      path: 'experiments/deleted, renamed/raised/*',
      theirs: '500',
      ours: '`INVALID_PARAMETER_VALUE`',
      reason: 'Never 5xx: an SDK repeats it for minutes.',
    },
    {
      path: 'runs/* with an odd name/raised/message',
      to: [2, 14],
      theirs: 'other words',
      ours: 'those of newer servers',
      reason: 'As the newer servers.',
    },
    {
      path: 'runs/**/*run*ame',
      theirs: '`adorable-ant-123`',
      ours: '`run-9665268b`',
      reason: 'A name that nobody gave begins as the run’s id: it can be found again.',
    },
  ];
}
