import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';

/** Says that the code which ran is not what stands there now, and offers the difference where an editor can show it. */
export function CodeStateView() {
  const { host, source, spanDetail } = useApp();
  const detail = spanDetail.state.value;
  if (!detail?.span || (detail.code !== 'changed' && detail.code !== 'gone')) return null;
  const { traceId, spanId } = detail;
  return (
    <div class="code-state muted">
      <span>{detail.code === 'gone' ? strings.source.gone : strings.source.changed}</span>
      {host.opensFrames && (
        <>
          <span aria-hidden="true">·</span>
          <button type="button" class="link" onClick={() => source.showDiff({ traceId, spanId })}>
            {strings.source.showDiff}
          </button>
        </>
      )}
    </div>
  );
}
