import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker', '1.0');
const Names = { poll: 'poll queue', done: 'done' } as const;

export class Worker {
  private readonly tracer = trace.getTracer('class');
  #queue: string[] = [];

  async run(job: string): Promise<void> {
    return this.tracer.startActiveSpan('worker.run', async (span: Span) => {  //~ worker.run
      try {
        await this.step<string>(job);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  private async step<T>(job: T): Promise<T> {
    const span = tracer.startSpan(`step ${job}`, { attributes: { a: 1 } });  //~ step 7
    span.end();
    return tracer.startActiveSpan(Names.poll, {}, async (child) => {  //~ poll queue
      child.end();
      return job;
    });
  }
}

export const handler = (event: unknown) =>
  tracer
    .startActiveSpan("it's " + 'handled', (span) => {  //~ it's handled
      span.end();
      return event;
    });

// tracer.startActiveSpan('commented', () => {});
const text = "tracer.startSpan('in a string')";
export { text };
//~ none commented || none in a string
