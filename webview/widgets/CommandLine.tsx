import { strings } from '../l10n.ts';
import { useApp } from './appContext.ts';
import { IconButton } from './IconButton.tsx';

/** A command to run in a terminal, with a button that copies it. */
export function CommandLine({ command }: { command: string }) {
  const { host } = useApp();
  return (
    <div class="command-line">
      <code>{command}</code>
      <IconButton icon="copy" label={strings.text.copyCommand} onClick={() => host.copy(command)} />
    </div>
  );
}
