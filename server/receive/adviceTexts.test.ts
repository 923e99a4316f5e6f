import { expect, it } from 'vitest';
import { type Advice, noticeOf } from './adviceTexts.ts';

const program = { pid: 7, command: '/home/me/app.py' };
const mlflow = { mlflow: '3.17.2', tracking: 'file:./mlruns', error: 'MlflowException: no' };

it.each<[Advice, RegExp, string | undefined]>([
  [{ kind: 'disabled', ...program, by: 'OTEL_SDK_DISABLED' }, /OTEL_SDK_DISABLED/, 'unset OTEL_SDK_DISABLED'],
  [{ kind: 'disabled', ...program, by: 'mlflow.tracing.disable()' }, /tracing\.disable\(\)/, undefined],
  [{ kind: 'sampledOut', ...program, ratio: 0, setting: null }, /keeps no trace\./, undefined],
  [
    { kind: 'sampledOut', ...program, ratio: 0.001, setting: 'OTEL_TRACES_SAMPLER' },
    /keeps 0\.1 % of the traces \(OTEL_TRACES_SAMPLER\)\./,
    'export OTEL_TRACES_SAMPLER=always_on',
  ],
  [
    { kind: 'sampledOut', ...program, ratio: 0, setting: 'MLFLOW_TRACE_SAMPLING_RATIO' },
    /no trace/,
    'export MLFLOW_TRACE_SAMPLING_RATIO=1',
  ],
  [{ kind: 'fileStore', ...program, ...mlflow }, /file:\.\/mlruns/, 'export MLFLOW_ALLOW_FILE_STORE=true'],
  [{ kind: 'failed', ...program, ...mlflow, tracking: null }, /a trace\. MlflowException: no/, undefined],
  [{ kind: 'noExperiment', ...program, mlflow: '3.17.2' }, /mlflow-tracing 3\.17\.2 begins none/, undefined],
  [
    { kind: 'failed', ...program, ...mlflow, tracking: 'databricks' },
    /databricks\. MlflowException: no/,
    undefined,
  ],
])('says why a program makes no spans, and what to do: %o', (advice, message, command) => {
  const notice = noticeOf(advice);
  expect(notice.message).toMatch(/^app\.py \(pid 7\) makes no spans: /);
  expect(notice.message).toMatch(message);
  const isOff = advice.kind === 'disabled' || advice.kind === 'sampledOut';
  expect(notice.code).toBe(isOff ? 'tracing-off' : 'no-spans');
  expect(notice.remedy).not.toBe('');
  expect(notice.command).toBe(command);
});

it('counts what was dropped', () => {
  const notice = noticeOf({ kind: 'dropped', ...program, spans: 1200 });
  expect(notice).toMatchObject({ code: 'spans-dropped', id: 'app.py dropped' });
  expect(notice.message).toBe('app.py (pid 7): 1.2k spans ended while Sidetrace could not take them.');
});
