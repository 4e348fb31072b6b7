import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { EndedSpan, TraceContext } from './trace.ts';

const KINDS: Readonly<Record<EndedSpan['kind'], SpanKind>> = {
  internal: SpanKind.INTERNAL,
  client: SpanKind.CLIENT,
};

/** By this attribute the exporter tells the service how many spans one that was kept stands for. */
const SAMPLE_RATE = 'microsoft.sample_rate';

/** A span in the shape the exporters of OpenTelemetry take. */
export function toReadableSpan(
  span: EndedSpan,
  { resource, scope, percent }: { resource: Resource; scope: string; percent: number },
): ReadableSpan {
  const context = contextOf(span.trace);
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => context,
    ...(span.parentId === undefined
      ? {}
      : { parentSpanContext: contextOf({ traceId: span.trace.traceId, spanId: span.parentId }) }),
    startTime: highResolution(span.start),
    endTime: highResolution(span.end),
    duration: highResolution(Math.max(span.end - span.start, 0)),
    status: { code: span.failed ? SpanStatusCode.ERROR : SpanStatusCode.OK },
    attributes: { ...span.attributes, ...(percent < 100 ? { [SAMPLE_RATE]: percent } : {}) },
    links: span.link === undefined ? [] : [{ context: contextOf(span.link) }],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: scope },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function contextOf({ traceId, spanId }: TraceContext) {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
}

/** Seconds and nanoseconds. */
function highResolution(ms: number): [number, number] {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
