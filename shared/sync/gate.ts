import type { ConnectorError } from '../domain/connector-error.ts';
import type { Ports } from './configuration.ts';
import { document, documentKey, type GateDocument, OPEN_GATE, readDocument } from './control-documents.ts';
import { Conflict } from './ports.ts';

type GatePorts = Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>;

/** Failures in a row, over all instances, that close the gate when they fall within the window. */
const FAILURES = 10;
const RAMP = [1, 2, 4, 8, 16, 32];

/** Changes the gate document, again on a lost race; undefined = leave it. */
async function changeGate(
  { control }: GatePorts,
  change: (gate: GateDocument) => GateDocument | undefined,
): Promise<GateDocument> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const stored = await readDocument(control, 'gate');
    const before = stored?.value ?? OPEN_GATE;
    const after = change(before);
    if (after === undefined) return before;
    try {
      await control.write(documentKey('gate'), document('gate', after).gate ?? null, stored?.etag);
      return after;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
  return OPEN_GATE;
}

/** Closes on a missing right or a dead credential at once, on outages after ten failures in a row. */
export async function reportFailure(ports: GatePorts, error: ConnectorError): Promise<void> {
  const { clock, configuration, events } = ports;
  const now = clock.now();
  const stopsTheLine = error.kind === 'unauthorized' || error.kind === 'permission';
  if (!stopsTheLine && error.kind !== 'unknown' && error.kind !== 'unavailable') return;
  let closing = false;
  await changeGate(ports, (gate) => {
    if (gate.closed) return undefined;
    const recent = gate.failures > 0 && now - gate.failingSince <= configuration.timings.gateWindow;
    const failures = recent ? gate.failures + 1 : 1;
    const next = { ...gate, failures, failingSince: recent ? gate.failingSince : now };
    closing = stopsTheLine || failures >= FAILURES;
    if (!closing) return next;
    return {
      ...next,
      closed: true,
      reason: error.code,
      since: now,
      step: 0,
      nextProbe: now + (configuration.timings.probeLadder[0] ?? 0),
    };
  });
  if (closing) events.emit('quarantine-entered', { code: error.code });
}

/** A request that worked ends a row of failures. */
export async function reportSuccess(ports: GatePorts, known: GateDocument): Promise<void> {
  if (known.failures === 0 || known.closed) return;
  await changeGate(ports, (gate) => (gate.failures === 0 || gate.closed ? undefined : { ...gate, failures: 0 }));
}

/** While closed: one probe when it is due, then a ramp. Returns how many wakes this run may send; undefined = no limit. */
export async function tendGate(ports: GatePorts & Pick<Ports, 'target' | 'budget'>): Promise<number | undefined> {
  const { clock, configuration, control, events, target, budget } = ports;
  const gate = (await readDocument(control, 'gate'))?.value ?? OPEN_GATE;
  if (!gate.closed) {
    if (gate.ramp === 0) return undefined;
    await changeGate(ports, (now) => ({ ...now, ramp: RAMP[RAMP.indexOf(now.ramp) + 1] ?? 0 }));
    return gate.ramp;
  }
  if (clock.now() < gate.nextProbe) return 0;
  try {
    await budget.grant({ urgent: true, maxWaitMs: configuration.timings.waitInside });
    await target.probe();
  } catch {
    const ladder = configuration.timings.probeLadder;
    const wait = ladder[gate.step + 1] ?? ladder.at(-1) ?? 0;
    await changeGate(ports, (now) => ({ ...now, step: now.step + 1, nextProbe: clock.now() + wait }));
    return 0;
  }
  // This run sends the first step's wakes, the next one starts from the second.
  await changeGate(ports, () => ({ ...OPEN_GATE, ramp: RAMP[1] ?? 0 }));
  events.emit('quarantine-left', { reason: gate.reason });
  return RAMP[0];
}
