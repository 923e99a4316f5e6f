import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { ComponentChildren, VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { assertNever } from '../../../protocol/base/assertNever.ts';
import { safeLink } from '../../host/link.ts';
import { useApp } from '../../widgets/appContext.ts';

/** Markdown as elements of our own making: the lexer's tokens, never HTML. HTML in the text shows as it was written. */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => lexer(text, { gfm: true, breaks: true }), [text]);
  return <div class="markdown">{renderAll(tokens)}</div>;
}

function renderAll(tokens: readonly Token[] | undefined): ComponentChildren {
  return tokens?.map((token, index) => render(token as MarkedToken, index));
}

function render(token: MarkedToken, key: number): ComponentChildren {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'br':
      return <br key={key} />;
    case 'hr':
      return <hr key={key} />;
    case 'paragraph':
      return <p key={key}>{renderAll(token.tokens)}</p>;
    case 'heading':
      return (
        <p key={key} class={`md-heading md-heading-${token.depth}`}>
          {renderAll(token.tokens)}
        </p>
      );
    case 'blockquote':
      return <blockquote key={key}>{renderAll(token.tokens)}</blockquote>;
    case 'code':
      return (
        <pre key={key} class="code">
          {token.text}
        </pre>
      );
    case 'list':
      return renderList(token as Tokens.List, key);
    case 'table':
      return renderTable(token as Tokens.Table, key);
    default:
      return renderInline(token, key);
  }
}

type Inline = Exclude<
  MarkedToken,
  { type: 'space' | 'def' | 'br' | 'hr' | 'paragraph' | 'heading' | 'blockquote' | 'code' | 'list' | 'table' }
>;

function renderInline(token: Inline, key: number): ComponentChildren {
  switch (token.type) {
    case 'strong':
      return <strong key={key}>{renderAll(token.tokens)}</strong>;
    case 'em':
      return <em key={key}>{renderAll(token.tokens)}</em>;
    case 'del':
      return <del key={key}>{renderAll(token.tokens)}</del>;
    case 'codespan':
      return <code key={key}>{token.text}</code>;
    case 'link':
      return <Link key={key} href={token.href} label={renderAll(token.tokens)} />;
    // Loading a picture would tell a stranger's server that the trace is being read.
    case 'image':
      return <Link key={key} href={token.href} label={token.text || token.href} />;
    case 'text':
      return token.tokens ? renderAll(token.tokens) : token.text;
    case 'list_item':
      return <li key={key}>{renderAll(token.tokens)}</li>;
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'escape':
      return token.text;
    case 'html':
      return token.raw;
    default:
      return assertNever(token);
  }
}

function renderList(token: Tokens.List, key: number): VNode {
  const items = token.items.map((item, index) => <li key={index}>{renderAll(item.tokens)}</li>);
  if (!token.ordered) return <ul key={key}>{items}</ul>;
  return (
    <ol key={key} start={token.start === '' ? 1 : token.start}>
      {items}
    </ol>
  );
}

function renderTable(token: Tokens.Table, key: number): VNode {
  const row = (cells: readonly Tokens.TableCell[], head: boolean, at: number): VNode => (
    <tr key={at}>
      {cells.map((cell, index) =>
        head ? <th key={index}>{renderAll(cell.tokens)}</th> : <td key={index}>{renderAll(cell.tokens)}</td>,
      )}
    </tr>
  );
  return (
    <table key={key}>
      <thead>{row(token.header, true, 0)}</thead>
      <tbody>{token.rows.map((cells, index) => row(cells, false, index))}</tbody>
    </table>
  );
}

/** Opened by the host, and only http(s); any other address is shown as text. */
function Link({ href, label }: { href: string; label: ComponentChildren }) {
  const { host } = useApp();
  const safe = safeLink(href);
  if (safe === undefined) return <span title={href}>{label}</span>;
  const open = (event: MouseEvent): void => {
    event.preventDefault();
    host.openLink(safe);
  };
  return (
    <a href={safe} title={safe} onClick={open}>
      {label}
    </a>
  );
}
