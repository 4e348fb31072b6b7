import { setTimeout as pause } from 'node:timers/promises';
import { asDocuments, asText, callDoor } from '../local/rig/door.ts';
import { seedCompany } from '../local/rig/first-load.ts';
import { HostEvents } from '../local/rig/host-events.ts';
import { readOptions } from '../local/rig/options.ts';
import { startParts } from '../local/rig/parts.ts';
import { patienceOf } from '../local/rig/patience.ts';
import { waitForQuiet } from '../local/rig/quiet.ts';

// Bytes of telemetry, as they leave the process before compression: for a run with nothing to do, and for 1,000 changes of one
// attribute each. One run for each minute of the connector, and the share of traces that a deployment keeps.
const PEOPLE = 250;
const ROUNDS = 4;
const SPEED = 60;
const QUIET_RUNS = 20;
/** What the host adds for each call of a function: one row of AppRequests, which the rig's host does not send. */
const HOST_ROW = 1_500;

const options = readOptions([
  ...['--people', String(PEOPLE), '--poll', String(60 / SPEED), '--speed', String(SPEED), '--no-day'],
  ...['--telemetry', '/dev/null', '--set', 'TRACE_PERCENT=10'],
]);
if (options === undefined) throw new Error('the rig has no options');
const events = new HostEvents();
let runs = 0;
events.onEvent((name) => {
  if (name === 'run-finished') runs += 1;
});
const parts = await startParts(options, events);
const sent = (): number => (parts.collector?.bodies ?? []).reduce((sum, body) => sum + Buffer.byteLength(body), 0);

/** Carries out some work and lets the last batch leave; gives bytes and runs. */
async function measured(work: () => Promise<unknown>): Promise<{ bytes: number; runs: number }> {
  const before = { bytes: sent(), runs };
  await work();
  await pause(6_000);
  return { bytes: sent() - before.bytes, runs: runs - before.runs };
}

async function promoteEverybody(people: readonly string[], title: string): Promise<void> {
  for (const id of people) await callDoor(`${parts.graph}/control/people/${id}`, 'PATCH', { jobTitle: title });
  events.touch();
  await waitForQuiet(parts, events, patienceOf(options as NonNullable<typeof options>));
}

try {
  await seedCompany(parts.graph ?? '', options);
  events.touch();
  await waitForQuiet(parts, events, patienceOf(options));
  const { people } = await callDoor(`${parts.graph}/control/people`);
  // Who has no account changes nothing at Genesys.
  const active = asDocuments(people).flatMap(({ id, state }) => (state === 'active' ? [asText(id)] : []));
  const quiet = await measured(() => pause((QUIET_RUNS * 60_000) / SPEED));
  const perRun = quiet.bytes / quiet.runs;
  const confirmedBefore = events.outcomes.get('confirmed') ?? 0;
  const busy = await measured(async () => {
    for (let round = 0; round < ROUNDS; round += 1) await promoteEverybody(active, `Title ${round}`);
  });
  const changes = (events.outcomes.get('confirmed') ?? 0) - confirmedBefore;
  const perThousand = ((busy.bytes - busy.runs * perRun) / changes) * 1000;
  console.log(`${quiet.runs} quiet runs: ${Math.round(perRun)} bytes each`);
  console.log(`${changes} changes: ${Math.round(perThousand)} bytes for 1,000, without those of the runs meanwhile`);
  console.log(
    `With a row of the host for each call: ${Math.round(perRun + HOST_ROW)} for a run, ${Math.round(perThousand + 1000 * HOST_ROW)} for 1,000 changes`,
  );
} finally {
  await parts.stop();
}
process.exit(0);
