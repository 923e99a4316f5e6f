import type { ChatTool } from '../../../protocol/model/chat.ts';
import { strings } from '../../l10n.ts';
import { useApp } from '../../widgets/appContext.ts';
import { CodeLink } from './CodeLink.tsx';
import { type ToolParameter, toolParameters } from './callText.ts';

/** What the model could have called, folded away under its names. */
export function ToolsOnOffer({ tools }: { tools: readonly ChatTool[] }) {
  const { host } = useApp();
  if (tools.length === 0) return null;
  return (
    <details class="tools">
      <summary>
        {strings.chat.toolsOnOffer(tools.length)}:{' '}
        <span class="mono">{tools.map((tool) => tool.name).join(', ')}</span>
      </summary>
      {tools.map((tool, index) => (
        <div key={index} class="tool">
          <div>
            {host.opensFrames ? (
              <CodeLink at={{ tool: index }} title={strings.source.tool(tool.name)} look="tool-name">
                {tool.name}
              </CodeLink>
            ) : (
              <span class="tool-name">{tool.name}</span>
            )}{' '}
            <span class="muted">{tool.description}</span>
          </div>
          <dl class="tool-parameters">
            {toolParameters(tool).map((parameter) => (
              <Parameter key={parameter.name} parameter={parameter} />
            ))}
          </dl>
        </div>
      ))}
    </details>
  );
}

function Parameter({ parameter }: { parameter: ToolParameter }) {
  const { name, type, required, description } = parameter;
  return (
    <>
      <dt>
        {name}
        <span class="muted">: {type}</span>
      </dt>
      <dd class="muted">
        {[required ? strings.chat.required : '', description].filter(Boolean).join(' · ')}
      </dd>
    </>
  );
}
