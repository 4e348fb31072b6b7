import type { SafeTexts } from '../domain/safe-text.ts';
import type { SpanName } from './metrics.ts';
import type { TelemetryOptions } from './telemetry.ts';
import { active, type EndedSpan, readTraceParent, runIn, type TraceContext, writeTraceParent } from './trace.ts';

/** Where an invocation comes from, as `traceparent` texts: what the host says, and what came with the message. */
export interface Origin {
  readonly host?: string | undefined;
  readonly sender?: string | undefined;
}

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What is learnt of a piece of work while it goes on. */
export interface SpanNotes {
  set<const A extends Attributes>(attributes: A & SafeTexts<A>): void;
  /** Marks it as failed although nothing was thrown. */
  fail(): void;
}

/** Spans kept of one invocation until it has ended, besides its own; beyond them the failed ones are passed on at once. */
const MOST_SPANS = 500;
/** Records whose trace is remembered until they are woken. */
const MOST_REMEMBERED = 20_000;

/** Spans, and which trace a record's next wake belongs to. */
export interface Tracer {
  /** The work of one call of a trigger: a span below the host's, or below the message's sender. */
  invocation<T>(name: SpanName, origin: Origin, work: (notes: SpanNotes) => Promise<T>): Promise<T>;
  /** A part of the work under way; a rejection makes it a failed one. */
  span<T>(name: SpanName, work: (notes: SpanNotes) => Promise<T>): Promise<T>;
  /** The record's next wake belongs to the trace under way here. */
  remember(id: string): void;
  /** `traceparent` for a wake of this record: of the work that last remembered it, else of the work under way. */
  carrier(id: string): string | undefined;
}

/** Makes spans by hand: the bundle cannot be instrumented at load, and what is kept is decided when an invocation has ended. */
export function createTracer({ sink, clock, chance, tracePercent }: TelemetryOptions): Tracer {
  const remembered = new Map<string, TraceContext>();
  const newSpanId = (): string => chance.uuid().replaceAll('-', '').slice(0, 16);
  const newTraceId = (): string => chance.uuid().replaceAll('-', '');

  async function record<T>(
    span: Pick<EndedSpan, 'name' | 'kind' | 'trace' | 'parentId' | 'link'>,
    collect: (span: EndedSpan) => void,
    work: (notes: SpanNotes) => Promise<T>,
  ): Promise<T> {
    const start = clock.now();
    const attributes: Record<string, string | number | boolean> = {};
    let failed = false;
    const fail = (): void => {
      failed = true;
    };
    const outer = active();
    const scope = outer.scope.run === undefined ? { ...outer.scope, run: span.trace.traceId } : outer.scope;
    try {
      return await runIn({ scope, trace: span.trace, collect }, () =>
        work({ set: (more) => void Object.assign(attributes, more), fail }),
      );
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      collect({ ...span, start, end: clock.now(), failed, attributes: { ...scope, ...attributes } });
    }
  }

  return {
    async invocation(name, origin, work) {
      const spans: EndedSpan[] = [];
      let hasFailed = false;
      const [host, sender] = [readTraceParent(origin.host), readTraceParent(origin.sender)];
      // The host says on whose behalf it calls, unless it did not read what came with the message.
      const isJoined = host !== undefined && (sender === undefined || sender.traceId === host.traceId);
      const parent = isJoined ? host : sender;
      const trace = { traceId: parent?.traceId ?? newTraceId(), spanId: newSpanId() };
      const link = isJoined ? undefined : host;
      try {
        return await record(
          { name, kind: 'internal', trace, parentId: parent?.spanId, link },
          (span) => {
            hasFailed ||= span.failed;
            if (spans.length < MOST_SPANS || span.trace.spanId === trace.spanId) spans.push(span);
            else if (span.failed) sink.spans([span], 100);
          },
          work,
        );
      } finally {
        if (hasFailed) sink.spans(spans, 100);
        else if (isChosen(trace.traceId, tracePercent)) sink.spans(spans, tracePercent);
      }
    },
    async span(name, work) {
      const outer = active();
      const trace = { traceId: outer.trace?.traceId ?? newTraceId(), spanId: newSpanId() };
      const kind = name.startsWith('request.') ? 'client' : 'internal';
      // Outside of any invocation nobody decides later: the start's own requests are passed on when they fail.
      const collect = outer.collect ?? ((span: EndedSpan) => void (span.failed && sink.spans([span], 100)));
      return record({ name, kind, trace, parentId: outer.trace?.spanId, link: undefined }, collect, work);
    },
    remember(id) {
      const { trace } = active();
      if (trace === undefined) return;
      remembered.delete(id);
      remembered.set(id, trace);
      const [oldest] = remembered.keys();
      if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    },
    carrier(id) {
      const trace = remembered.get(id) ?? active().trace;
      // A wake that is sent again belongs to the run that sends it.
      remembered.delete(id);
      return trace === undefined ? undefined : writeTraceParent(trace);
    },
  };
}

/** The same choice in every process, by the end of the trace's id. */
function isChosen(traceId: string, percent: number): boolean {
  return Number.parseInt(traceId.slice(-8), 16) / 2 ** 32 < percent / 100;
}
