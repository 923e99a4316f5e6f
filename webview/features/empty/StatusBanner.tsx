import { useState } from 'preact/hooks';
import type { Notice } from '../../../protocol/messages/status.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Button } from '../../widgets/Button.tsx';
import { Icon } from '../../widgets/Icon.tsx';
import { IconButton } from '../../widgets/IconButton.tsx';

/** What is wrong with the server, over whatever is still shown. */
export function StatusBanner() {
  const { status, host } = useApp();
  const current = status.value;
  if (current?.state === 'listening') return <Notices notices={current.notices} />;
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

/** Each can be closed; the status bar keeps telling. */
function Notices({ notices }: { notices: readonly Notice[] }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const open = notices.filter(({ message }) => !closed.has(message));
  return (
    <>
      {open.map(({ code, message, remedy }) => (
        <div key={code} class="notice">
          <Icon name="info" />
          <span class="notice-text">
            {message} <span class="muted">{remedy}</span>
          </span>
          <IconButton
            icon="close"
            label={strings.empty.closeNotice}
            onClick={() => setClosed(new Set([...closed, message]))}
          />
        </div>
      ))}
    </>
  );
}
