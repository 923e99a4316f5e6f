import * as vscode from 'vscode';

/** What a program needs to know of: where it sends. The others only help. */
const telling = ['MLFLOW_TRACKING_URI', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'PYTHONPATH', 'NODE_OPTIONS'];

/** What VS Code shows where a terminal has our variables, or would have them if it were started anew. */
export function environmentNotice(names: readonly string[]): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const shown = telling.filter((name) => names.includes(name)).map((name) => `\`${name}\``);
  return new vscode.MarkdownString(
    [
      t('Programs started here show their MLflow and OpenTelemetry traces in Sidetrace while they run.'),
      t('Set for that: {0} and time-outs for when nothing listens; your own values stay.', shown.join(', ')),
      t(
        'Switch off in the menu of its status bar item or by `sidetrace.environment.enabled`, also by folder.',
      ),
    ].join(' '),
  );
}
