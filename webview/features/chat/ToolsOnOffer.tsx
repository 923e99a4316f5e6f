import type { ChatTool } from '../../../protocol/model/chat.ts';
import { strings } from '../../l10n.ts';
import { type ToolParameter, toolParameters } from './callText.ts';

/** What the model could have called, folded away under its names. */
export function ToolsOnOffer({ tools }: { tools: readonly ChatTool[] }) {
  if (tools.length === 0) return null;
  return (
    <details class="tools">
      <summary>
        {strings.chat.toolsOnOffer(tools.length)}:{' '}
        <span class="mono">{tools.map((tool) => tool.name).join(', ')}</span>
      </summary>
      {tools.map((tool) => (
        <div key={tool.name} class="tool">
          <div>
            <span class="tool-name">{tool.name}</span> <span class="muted">{tool.description}</span>
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
