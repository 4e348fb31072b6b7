import { AsyncLocalStorage } from 'node:async_hooks';

/** A place in a trace (W3C Trace Context): 32 and 16 hex digits. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** What everything that is said during some work has in common. */
export interface Scope {
  /** The run of enumerate-changes that began this, by its trace. */
  readonly run?: string;
  /** Pseudonym of the record at work. */
  readonly record?: string;
  readonly attempt?: string;
}

export interface Active {
  readonly scope: Scope;
  readonly trace?: TraceContext;
  /** Takes the spans that end below the invocation under way. */
  readonly collect?: (span: EndedSpan) => void;
}

/** A finished span; times in epoch milliseconds. */
export interface EndedSpan {
  readonly name: string;
  /** The host itself records the call of a trigger, so that no span of ours is one. */
  readonly kind: 'internal' | 'client';
  readonly trace: TraceContext;
  readonly parentId: string | undefined;
  /** Another trace that this one came from. */
  readonly link: TraceContext | undefined;
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

const current = new AsyncLocalStorage<Active>();

/** What is under way here; empty outside of any invocation. */
export function active(): Active {
  return current.getStore() ?? { scope: {} };
}

export function runIn<T>(state: Active, work: () => T): T {
  return current.run(state, work);
}

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Reads a `traceparent` header; undefined for anything else, and for the ids of nothing. */
export function readTraceParent(header: string | null | undefined): TraceContext | undefined {
  const [, traceId = '', spanId = ''] = TRACE_PARENT.exec(header ?? '') ?? [];
  return /[^0]/.test(traceId) && /[^0]/.test(spanId) ? { traceId, spanId } : undefined;
}

/** Always marked as recorded: sampling is decided by each process, and a receiver must not drop what failed. */
export function writeTraceParent({ traceId, spanId }: TraceContext): string {
  return `00-${traceId}-${spanId}-01`;
}
