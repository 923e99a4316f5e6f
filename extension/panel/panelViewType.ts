/** The panel's type as in package.json's activation events; VS Code keeps panels over reloads by it. */
export const panelViewType = 'sidetrace.traces';
