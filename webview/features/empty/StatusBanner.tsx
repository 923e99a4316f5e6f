import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Button } from '../../widgets/Button.tsx';
import { Icon } from '../../widgets/Icon.tsx';

/** What is wrong with the server, over whatever is still shown. */
export function StatusBanner() {
  const { status, host } = useApp();
  const current = status.value;
  if (current?.state === 'listening') {
    return (
      <>
        {current.notices.map(({ code, message, remedy }) => (
          <div key={code} class="notice">
            <Icon name="info" />
            <span>
              {message} <span class="muted">{remedy}</span>
            </span>
          </div>
        ))}
      </>
    );
  }
  if (current?.state !== 'failed') return null;
  return (
    <div class="failed" role="alert">
      <Icon name="error" />
      <div>
        <strong>{strings.empty.failedTitle}</strong>
        <div>{current.message}</div>
        <div class="muted">{current.remedy}</div>
        {host.commands.has('restartServer') && (
          <div class="empty-actions">
            <Button onClick={() => host.command('restartServer')}>{strings.empty.restart}</Button>
            <Button secondary onClick={() => host.command('showLog')}>
              {strings.empty.showLog}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
