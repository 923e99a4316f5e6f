/** Silent, since the terminal is the user's; `SIDETRACE_DEBUG=1` shows what goes wrong in the helper. */
export function report(error: unknown): void {
  try {
    if (process.env.SIDETRACE_DEBUG) console.error('sidetrace:', error);
  } catch {
    // Not even a console that is closed may reach the program.
  }
}
