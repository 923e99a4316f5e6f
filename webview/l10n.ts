/** Every word that the panel says, in one place: a translation is another object of this shape. */
export const strings = {
  title: 'Sidetrace',
  status: {
    running: 'running',
    ok: 'ok',
    error: 'failed',
    aborted: 'aborted: its process or its trace ended first, or nothing came for an hour',
    unset: 'ended, no status set',
  },
  toolbar: {
    live: 'Live',
    follow: 'Live: show the newest trace as it comes',
    followOff: 'Pinned to this trace. Go back to the newest',
    filter: 'Filter traces',
    clear: 'Clear all traces',
    cleared: (count: number) => `${count === 1 ? '1 trace' : `${count} traces`} cleared`,
    undo: 'Undo',
    expandAll: 'Expand all spans',
    collapseAll: 'Collapse all spans',
    settings: 'Settings',
    traces: (count: number) => (count === 1 ? '1 trace' : `${count} traces`),
  },
  list: {
    label: 'Traces',
    fresh: (count: number) => `${count} new`,
    noMatch: (text: string) => `No trace matches “${text}”.`,
    clearFilter: 'Clear filter',
    more: 'Show older traces',
    tokens: (count: string) => `${count} tok`,
    failed: (count: number) => `${count} failed`,
  },
  tree: {
    label: 'Spans',
    orphan: 'Its parent has not arrived (yet)',
    loading: (have: string, all: string) => `Loading ${have} of ${all} spans …`,
    empty: 'No spans have arrived yet.',
    lostMaybe:
      'MLflow 2.14 – 3.1 sends them when the root ends. If the program has ended, they are lost: opentelemetry-sdk 1.45 and newer break MLflow up to 3.3. Install an older one, or MLflow 3.4 or newer:',
    lostCommand: 'pip install "opentelemetry-sdk<1.41"',
    noTrace: 'Select a trace to see its spans.',
    gone: 'This trace is no longer there.',
    kindAndStatus: (kind: string | undefined, status: string) => `${kind ?? 'Span'}, ${status}`,
    starts: (offset: string) => `starts at ${offset}`,
    stopped: 'stopped here',
    stoppedBelow: 'stopped in a call from here',
    ofTrace: (share: string) => `${share} of the trace`,
  },
  regroup: {
    one: '1 trace from a thread',
    inThreads: (count: number) => `${count} in threads`,
    inSeries: (count: number, serial: string) => `${count} in threads, one after the other: ${serial}`,
    parallel: (count: number, wall: string, serial: string) =>
      `${count} in parallel: ${wall} instead of ${serial}`,
    partly: (count: number, most: number, wall: string, serial: string) =>
      `${count} in threads, ${most} at once: ${wall} instead of ${serial}`,
    together: (traces: number) =>
      `${traces} traces shown as one: the others began in its threads, where a new trace starts because a thread has no context`,
    apart: 'Traces that began in its threads can be shown inside the one that started them',
    isStarted: 'Began in a thread of another trace',
    hasStarted: (count: number) =>
      count === 1 ? '1 other trace began in its threads' : `${count} other traces began in its threads`,
    showApart: 'Show apart',
    showTogether: 'Show together',
    showAllApart: 'Split traces are shown inside the trace whose threads began them. Show each apart',
    showAllTogether: 'Show split traces inside the trace whose threads began them',
    /** `spawner`: a span's name; `by`: `submit`; `place`: `agent.py:12`. */
    why: (spawner: string | undefined, by: string | undefined, place: string | undefined) =>
      [
        `Started in a thread of ${spawner === undefined ? 'another trace' : `“${spawner}”`}`,
        by === undefined ? '' : ` by ${by}`,
        place === undefined ? '' : ` at ${place}`,
        '; its own trace, because the thread has no context.',
      ].join(''),
    started: (count: number) =>
      count === 1
        ? 'A trace of its own began in a thread of this span, because the thread has no context.'
        : `${count} traces of their own began in threads of this span, because a thread has no context.`,
    remedy: 'For one trace, give it the context:',
    remedies: {
      submit: 'pool.submit(contextvars.copy_context().run, f, …)',
      map: '[pool.submit(contextvars.copy_context().run, f, x) for x in …]',
      thread: 'Thread(target=contextvars.copy_context().run, args=(f, …))',
      executor: 'asyncio.to_thread(f, …)',
    },
  },
  details: {
    label: 'Details',
    loading: 'Loading …',
    tabs: {
      chat: 'Chat',
      io: 'Inputs & Outputs',
      inputs: 'Inputs',
      outputs: 'Outputs',
      documents: 'Documents',
      attributes: 'Attributes',
      events: 'Events',
      error: 'Error',
      raw: 'Raw',
    },
    /** `line`: `agent.py:12`, where it is known. */
    pending: (line: string | undefined) =>
      line === undefined ? 'Running: no output yet.' : `Running: no output yet, stands at ${line}.`,
    none: 'None recorded.',
    facts: {
      model: 'Model',
      provider: 'Provider',
      parameters: 'Parameters',
      finish: 'Finish reason',
      contentFilter: 'Content filter',
      tokens: 'Tokens',
      cost: 'Cost',
      thread: 'Thread',
      started: 'Started',
      duration: 'Duration',
      scope: 'Recorded by',
    },
    contentFilter: {
      nothing: 'nothing found',
      filtered: 'kept back',
      detected: 'detected',
      on: { question: 'question', answer: 'answer' },
    },
    attributes: 'All attributes',
    showError: 'Show the stack',
    score: (score: string) => `score ${score}`,
  },
  usage: {
    brief: (input: string, output: string) => `${input} → ${output} tok`,
    full: (input: string, output: string, total: string) => `${input} in, ${output} out, ${total} in all`,
    cached: (count: string) => `${count} from cache`,
    reasoning: (count: string) => `${count} for reasoning`,
    costUnknown: 'price not known',
    costAbout: (usd: string) => `≈ ${usd}`,
    costPartly: (usd: string, count: number) => `${usd} + ${count} with no known price`,
    basis: {
      reported: 'as the program or its provider reported it',
      computed: (input: string, output: string, date: string) =>
        `computed from ${input} input and ${output} output tokens at list prices of ${date} or your own (sidetrace.prices)`,
      computedPartly: (date: string) =>
        `computed from token counts at list prices of ${date} or your own (sidetrace.prices)`,
      noPrice: (date: string) =>
        `not in the list of prices of ${date}, which is for standard calls; the setting sidetrace.prices takes your own`,
      noPriceOf: (count: number) =>
        count === 1 ? '1 call has no known price' : `${count} calls have no known price`,
    },
  },
  chat: {
    reasoning: 'reasoning',
    toolsOnOffer: (count: number) => (count === 1 ? '1 tool on offer' : `${count} tools on offer`),
    image: 'Image',
    mediaNotShown: (kind: string, type: string) => `${kind} (${type}) is not shown here`,
    empty: 'empty',
    plainText: 'Show texts as they were sent, not as Markdown',
    required: 'required',
    earlier: (count: number) => `Show ${count} earlier messages`,
  },
  source: {
    open: (label: string) => `Open ${label}`,
    more: (count: number) => `${count} places`,
    choose: 'Several places fit. Open:',
    unknown: 'No line in your code is known for this span.',
    none: 'no source',
  },
  text: {
    more: (shown: string, total: string) => `Show more (${shown} of ${total} characters)`,
    copyValue: 'Copy value',
    copyPath: 'Copy path',
    copyAll: 'Copy all',
    copyCommand: 'Copy command',
    items: (count: number) => (count === 1 ? '1 item' : `${count} items`),
    keys: (count: number) => (count === 1 ? '1 key' : `${count} keys`),
    moreItems: (count: number) => `Show ${count} more`,
  },
  empty: {
    title: 'No traces yet',
    body: 'Run a Python program from a new terminal, with F5 or in a notebook. Its trace shows here while it runs.',
    bodyBrowser: 'Start a program so that it sends its traces here:',
    noChange: 'MLflow and OpenTelemetry SDKs need no change in the code.',
    newTerminal: 'New Terminal',
    runExample: 'Run an Example',
    copyEnvironment: 'Copy Environment',
    copyHint: 'for a terminal outside VS Code',
    starting: 'Starting the receiver …',
    closeNotice: 'Close',
    stoppedTitle: 'Not listening',
    stopped: 'No program can send its traces here until the receiver runs.',
    start: 'Start the Receiver',
    listening: (url: string) => `Listening on ${url}`,
    failedTitle: 'The receiver is not running',
    restart: 'Restart',
    showLog: 'Show Log',
  },
  embedded: {
    waiting: (named: number) => (named === 1 ? 'Waiting for this trace …' : 'Waiting for these traces …'),
    waitingHint: 'It shows here as soon as its first span arrives.',
    never:
      'No trace with this id has come. It may have been cleared, or its program may have failed to send it.',
    removed: (named: number) => (named === 1 ? 'This trace was cleared.' : 'These traces were cleared.'),
    more: (count: number) =>
      count === 1 ? 'Waiting for 1 more trace …' : `Waiting for ${count} more traces …`,
    none: 'The address of this page names no trace.',
    openTab: 'Open in a tab',
    unreachable: 'Sidetrace is not running.',
    unreachableRemedy:
      'Open the Sidetrace panel in VS Code, or run “sidetrace serve”; this page connects by itself.',
  },
  errors: {
    retry: 'Try Again',
    traceList: 'The traces could not be read.',
    trace: 'The spans could not be read.',
    span: 'The span could not be read.',
    text: 'The text could not be read.',
    source: 'The source could not be opened.',
    clear: 'The traces could not be cleared.',
  },
  layout: {
    listSplit: 'Size of the list of traces',
    detailsSplit: 'Size of the details',
  },
  announce: (running: number, failed: number) =>
    [running > 0 ? `${running} running` : '', failed > 0 ? `${failed} failed` : '']
      .filter(Boolean)
      .join(', '),
  host: {
    unreachable: 'The server does not answer. Is sidetrace serve still running?',
    notAllowed: 'The server asks for its token: open the address it printed when it started.',
    connectionLost: 'The connection to the server is lost.',
    connectionRemedy: 'Start sidetrace serve again; this page connects by itself.',
  },
} as const;
