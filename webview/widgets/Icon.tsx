/** A codicon. Decoration beside text that says the same; give `label` where it stands alone. */
export function Icon({ name, label, title }: { name: string; label?: string; title?: string }) {
  const look = `codicon codicon-${name}`;
  if (label === undefined) return <span class={look} title={title} aria-hidden="true" />;
  return <span class={look} title={title ?? label} role="img" aria-label={label} />;
}
