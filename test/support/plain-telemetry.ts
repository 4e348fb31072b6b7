import type { EventName } from '../../shared/telemetry/events.ts';
import type { Telemetry } from '../../shared/telemetry/telemetry.ts';

const NOTES = { set: () => undefined, fail: () => undefined };

/** Hears events as they are emitted, ids and all; spans are just carried out and measurements dropped. */
export function plainTelemetry(hear: (name: EventName, fields: Readonly<Record<string, unknown>>) => void): Telemetry {
  return {
    emit: (name, fields) => hear(name, fields),
    measure: () => undefined,
    invocation: (_name, _origin, work) => work(NOTES),
    span: (_name, work) => work(NOTES),
    within: (_scope, work) => work(),
    remember: () => undefined,
    carrier: () => undefined,
  };
}
