import { useState } from 'preact/hooks';
import type { Notice } from '../../../protocol/messages/status.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Button } from '../../widgets/Button.tsx';
import { CommandLine } from '../../widgets/CommandLine.tsx';
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

/** Spans are missing. */
const losses: ReadonlySet<Notice['code']> = new Set(['otel-too-new', 'no-spans', 'spans-dropped']);

/** Each can be closed; the status bar keeps telling. */
function Notices({ notices }: { notices: readonly Notice[] }) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  // What is over and comes again is news.
  const gone = [...closed].filter((id) => !notices.some((notice) => idOf(notice) === id));
  if (gone.length > 0) setClosed(new Set([...closed].filter((id) => !gone.includes(id))));
  const open = notices.filter((notice) => !closed.has(idOf(notice)));
  return (
    <>
      {open.map((notice) => (
        <div key={idOf(notice)} class="notice">
          <Icon name={losses.has(notice.code) ? 'warning' : 'info'} />
          <div class="notice-text">
            {notice.message} <span class="muted">{notice.remedy}</span>
            {notice.command !== undefined && <CommandLine command={notice.command} />}
          </div>
          <IconButton
            icon="close"
            label={strings.empty.closeNotice}
            onClick={() => setClosed(new Set([...closed, idOf(notice)]))}
          />
        </div>
      ))}
    </>
  );
}

function idOf({ id, message }: Notice): string {
  return id ?? message;
}
