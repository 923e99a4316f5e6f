import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Button } from '../../widgets/Button.tsx';
import { Icon } from '../../widgets/Icon.tsx';

/** Where no trace has come yet: what to do next. */
export function EmptyView() {
  const app = useApp();
  const status = app.status.value;
  if (status?.state === 'failed') return null;
  if (status?.state === 'stopped') return <Stopped app={app} />;
  if (!status || status.state === 'starting' || !app.traceList.state.value.loaded) {
    return (
      <div class="empty" role="status">
        <span class="muted">{strings.empty.starting}</span>
      </div>
    );
  }
  const { commands } = app.host;
  return (
    <div class="empty">
      <Icon name="list-tree" />
      <h2>{strings.empty.title}</h2>
      <p>{commands.has('newTerminal') ? strings.empty.body : strings.empty.bodyBrowser}</p>
      {!commands.has('newTerminal') && (
        <pre class="code">{`MLFLOW_TRACKING_URI=${status.url} python app.py`}</pre>
      )}
      <p class="muted">{strings.empty.noChange}</p>
      <Actions app={app} />
      <p class="muted empty-address">{strings.empty.listening(status.url)}</p>
    </div>
  );
}

/** The user starts the server by hand: `sidetrace.autoStart` is off. */
function Stopped({ app }: { app: App }) {
  return (
    <div class="empty">
      <Icon name="circle-slash" />
      <h2>{strings.empty.stoppedTitle}</h2>
      <p>{strings.empty.stopped}</p>
      <div class="empty-actions">
        <Button onClick={() => app.host.command('restartServer')}>{strings.empty.start}</Button>
      </div>
    </div>
  );
}

function Actions({ app }: { app: App }) {
  const { commands } = app.host;
  if (!commands.has('newTerminal')) return null;
  const { newTerminal, runExample, copyEnvironment, copyHint } = strings.empty;
  return (
    <>
      <div class="empty-actions">
        <Button onClick={() => app.host.command('newTerminal')}>{newTerminal}</Button>
        <Button secondary onClick={() => app.host.command('runExample')}>
          {runExample}
        </Button>
      </div>
      <p class="muted">
        <button type="button" class="link" onClick={() => app.host.command('copyEnvironment')}>
          {copyEnvironment}
        </button>{' '}
        {copyHint}
      </p>
    </>
  );
}
