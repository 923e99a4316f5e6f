export const helpText = `Sidetrace: live LLM traces beside your code.

  sidetrace serve [options]                 receive and show traces
  sidetrace run [options] -- COMMAND...     run a command with its traces sent here
  sidetrace lsp --stdio                     language server for any editor
  sidetrace --version | --help

Options of serve, and of run where it starts a receiver of its own:
  --host HOST        localhost (default), 127.0.0.1 or ::1
  --port PORT        first port to try (default 5005; run: any free one)
  --db FILE          where traces are kept; ":memory:" keeps them until the end
                     (default: a file in your state folder; run: ":memory:")
  --workspace DIR    index the Python files of DIR for source links; may be repeated
  --token TOKEN      opens listing and deleting to whoever sends it (default: random)
  --open             no token and no check of the user for listing and deleting

Options of run:
  --url URL          send to a receiver that is running already

serve prints one line of JSON when it is ready: {"url", "token", "pid", "db"}.
`;
