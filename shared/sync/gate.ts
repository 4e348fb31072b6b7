import { asConnectorError, type ConnectorError, type ErrorKind } from '../domain/connector-error.ts';
import { asCode } from '../domain/safe-text.ts';
import { obeyNamedWait } from './budget.ts';
import type { Ports } from './configuration.ts';
import { document, documentKey, type GateDocument, OPEN_GATE, readDocument } from './control-documents.ts';
import { Conflict } from './ports.ts';

type GatePorts = Pick<Ports, 'control' | 'clock' | 'configuration' | 'events'>;
type TendPorts = GatePorts & Pick<Ports, 'target' | 'budget' | 'records' | 'bus'>;

/** Failures in a row, over all instances, that close the gate when they fall within the window. */
const FAILURES = 10;
const RAMP = [1, 2, 4, 8, 16, 32];
/** Due records among which the probe of a write permission is chosen, per priority. */
const CANDIDATES = 10;
const REFUSALS: readonly ErrorKind[] = ['unauthorized', 'forbidden', 'permission'];

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
  const stopsTheLine = error.kind === 'unauthorized' || error.kind === 'permission';
  if (stopsTheLine || error.kind === 'unknown' || error.kind === 'unavailable') await count(ports, error, stopsTheLine);
}

/** One refused person is that person's affair, unless the target refuses a harmless read as well. */
export async function reportForbidden(
  ports: GatePorts & Pick<Ports, 'target' | 'budget'>,
  error: ConnectorError,
): Promise<void> {
  if ((await probe(ports)) === 'refused') await count(ports, error, true);
}

async function count(ports: GatePorts, error: ConnectorError, stopsTheLine: boolean): Promise<void> {
  const { clock, configuration, events } = ports;
  const now = clock.now();
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
      cause: error.kind,
      since: now,
      probing: '',
      step: 0,
      nextProbe: now + (configuration.timings.probeLadder[0] ?? 0),
    };
  });
  if (closing) events.emit('quarantine-entered', { code: error.code });
}

/** A write that worked ends a row of failures; the probe's ends the quarantine. */
export async function reportSuccess(ports: GatePorts, known: GateDocument): Promise<void> {
  if (known.closed && known.probing !== '') return open(ports, known, RAMP[0] ?? 1);
  if (known.failures === 0 || known.closed) return;
  await changeGate(ports, (gate) => (gate.failures === 0 || gate.closed ? undefined : { ...gate, failures: 0 }));
}

/** While closed: one probe when it is due, then a ramp. Returns how many wakes this run may send; undefined = no limit. */
export async function tendGate(ports: TendPorts): Promise<number | undefined> {
  const { clock, configuration, control } = ports;
  const gate = (await readDocument(control, 'gate'))?.value ?? OPEN_GATE;
  if (!gate.closed) {
    if (gate.ramp === 0) return undefined;
    await changeGate(ports, (now) => ({ ...now, ramp: RAMP[RAMP.indexOf(now.ramp) + 1] ?? 0 }));
    return gate.ramp;
  }
  if (clock.now() < gate.nextProbe) return 0;
  const ladder = configuration.timings.probeLadder;
  const nextProbe = clock.now() + (ladder[gate.step + 1] ?? ladder.at(-1) ?? 0);
  const probing = await recordToProbeWith(ports, gate);
  if (probing !== undefined) {
    await changeGate(ports, (now) => (now.closed ? { ...now, step: now.step + 1, nextProbe, probing } : undefined));
    await ports.bus.send([{ kind: 'user', objectId: probing, why: 'probe', urgent: true }]);
    return 0;
  }
  if ((await probe(ports)) === 'works') {
    // This run sends the first step's wakes, the next one starts from the second.
    await open(ports, gate, RAMP[1] ?? 0);
    return RAMP[0];
  }
  await changeGate(ports, (now) => ({ ...now, step: now.step + 1, nextProbe }));
  return 0;
}

/**
 * A read proves nothing of a missing write permission: one due record is let through, another one each time. Without any
 * that may write, a read must do.
 */
async function recordToProbeWith(
  { records, configuration, clock }: TendPorts,
  gate: GateDocument,
): Promise<string | undefined> {
  if (gate.cause !== 'permission' || configuration.mode !== 'live') return undefined;
  const now = clock.now();
  // A release that ran out while the gate is closed lets nobody write.
  const able = (await records.due(now, CANDIDATES)).filter(
    ({ releasedUntil }) => releasedUntil === 0 || releasedUntil > now,
  );
  return (able.find(({ id }) => id !== gate.probing) ?? able[0])?.id;
}

/** What the target says to a harmless read: token and region are well and it is up, it refuses, or nobody can tell. */
async function probe({
  budget,
  target,
  configuration,
}: Pick<Ports, 'budget' | 'target' | 'configuration'>): Promise<'works' | 'refused' | 'unclear'> {
  try {
    await budget.grant({ urgent: true, maxWaitMs: configuration.timings.waitInside });
    await target.probe();
    return 'works';
  } catch (error) {
    const known = asConnectorError(error);
    if (known === undefined) throw error;
    await obeyNamedWait(budget, known);
    return REFUSALS.includes(known.kind) ? 'refused' : 'unclear';
  }
}

async function open(ports: GatePorts, known: GateDocument, ramp: number): Promise<void> {
  await changeGate(ports, (now) => (now.closed && now.since === known.since ? { ...OPEN_GATE, ramp } : undefined));
  ports.events.emit('quarantine-left', { reason: asCode(known.reason) });
}
