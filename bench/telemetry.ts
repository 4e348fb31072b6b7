import { setTimeout as pause } from 'node:timers/promises';
import { asDocuments, asText, callDoor } from '../local/rig/door.ts';
import { seedCompany } from '../local/rig/first-load.ts';
import { HostEvents } from '../local/rig/host-events.ts';
import { readOptions } from '../local/rig/options.ts';
import { type Parts, startParts } from '../local/rig/parts.ts';
import { patienceOf } from '../local/rig/patience.ts';
import { waitForQuiet } from '../local/rig/quiet.ts';

// Bytes of telemetry, as they leave the process before compression: for a run with nothing to do, and for 1,000 changes of one
// attribute each, with one run for each minute of the connector. All changes of a page share a trace, so that a sample of a few
// pages says little: no trace and every trace are measured, and what a deployment keeps lies between them.
const PEOPLE = 250;
const ROUNDS = 4;
const SPEED = 60;
const QUIET_RUNS = 40;
/** Percentage of traces that a deployment keeps unless it is told otherwise. */
const KEPT = 10;
/** Longer than anything waits before it is sent. */
const BATCH_MS = 8_000;
/** What the host adds for each call of a function: one row of AppRequests, which the rig's host does not send. */
const HOST_ROW = 1_500;

interface Bytes {
  readonly run: number;
  readonly thousandChanges: number;
}

async function measure(percent: number): Promise<Bytes> {
  const options = readOptions([
    ...['--people', String(PEOPLE), '--poll', String(60 / SPEED), '--speed', String(SPEED), '--no-day'],
    ...['--telemetry', '/dev/null', '--set', `TRACE_PERCENT=${percent}`],
  ]);
  if (options === undefined) throw new Error('the rig has no options');
  const events = new HostEvents();
  let runs = 0;
  events.onEvent((name) => {
    if (name === 'run-finished') runs += 1;
  });
  const parts = await startParts(options, events);
  const sent = (): number => (parts.collector?.bodies ?? []).reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  const settled = (): Promise<unknown> => {
    events.touch();
    return waitForQuiet(parts, events, patienceOf(options));
  };
  /** Carries out some work and lets the last batch leave, as the one before it. */
  const counted = async (work: () => Promise<unknown>) => {
    await pause(BATCH_MS);
    const before = { bytes: sent(), runs, confirmed: events.outcomes.get('confirmed') ?? 0 };
    await work();
    await pause(BATCH_MS);
    const changes = (events.outcomes.get('confirmed') ?? 0) - before.confirmed;
    return { bytes: sent() - before.bytes, runs: runs - before.runs, changes };
  };
  try {
    await seedCompany(parts.graph ?? '', options);
    await settled();
    const active = await activePeople(parts);
    const quiet = await counted(() => pause((QUIET_RUNS * 60_000) / SPEED));
    const busy = await counted(async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const id of active) await change(parts, id, `Title ${round}`);
        await settled();
      }
    });
    const run = quiet.bytes / quiet.runs;
    console.log(`${percent} % of the traces: ${quiet.runs} quiet runs, ${busy.changes} changes`);
    return { run, thousandChanges: ((busy.bytes - busy.runs * run) / busy.changes) * 1000 };
  } finally {
    await parts.stop();
  }
}

async function activePeople({ graph }: Parts): Promise<readonly string[]> {
  const { people } = await callDoor(`${graph}/control/people`);
  return asDocuments(people).flatMap(({ id, state }) => (state === 'active' ? [asText(id)] : []));
}

async function change({ graph }: Parts, id: string, jobTitle: string): Promise<void> {
  await callDoor(`${graph}/control/people/${id}`, 'PATCH', { jobTitle });
}

function show(what: string, { run, thousandChanges }: Bytes): void {
  const text = (bytes: number): string => Math.round(bytes).toLocaleString('en').padStart(15);
  console.log(`${what.padEnd(50)}${text(run)}${text(thousandChanges)}`);
}

const none = await measure(0);
const all = await measure(100);
const between = (low: number, high: number): number => low + ((high - low) * KEPT) / 100;
const kept = { run: between(none.run, all.run), thousandChanges: between(none.thousandChanges, all.thousandChanges) };
console.log(`${'bytes'.padEnd(50)}${'quiet run'.padStart(15)}${'1,000 changes'.padStart(15)}`);
show('no trace kept', none);
show('every trace kept', all);
show(`${KEPT} % of the traces kept`, kept);
show('the same, with a row of the host for each call', {
  run: kept.run + HOST_ROW,
  thousandChanges: kept.thousandChanges + 1000 * HOST_ROW,
});
process.exit(0);
