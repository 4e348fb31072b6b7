import type { Workday } from './workday.ts';

const USERS = '/api/v2/scim/v2/users*';
/** An outage is over after this at the latest, milliseconds, whether or not the connector has closed its gate. */
const OUTAGE_MS = 20_000;

/** Changes the title of so many people who stay; gives their ids. */
async function promote(day: Workday, count: number, title: string): Promise<string[]> {
  const chosen = day.borrow(count);
  for (const { id } of chosen) await day.graph(`people/${id}`, 'PATCH', { jobTitle: title });
  return chosen.map(({ id }) => id);
}

/** Genesys answers 429 to some of the writes. */
export async function playThrottling(day: Workday): Promise<void> {
  await day.step('throttling', async () => {
    const fault = { name: 'throttling', kind: 'status', status: 429, retryAfterSeconds: 1, path: USERS, count: 6 };
    await day.genesys('faults', 'POST', fault);
    return promote(day, 8, 'Deputy Lead');
  });
  await day.genesys('faults?name=throttling', 'DELETE');
}

/** Genesys fails until the connector stops trying, then comes back. */
export async function playOutage(day: Workday): Promise<void> {
  let gateClosed = false;
  const deaf = day.events.onEvent((name) => {
    gateClosed ||= name === 'quarantine-entered';
  });
  const end = Date.now() + OUTAGE_MS;
  await day.step(
    'an outage',
    async () => {
      await day.genesys('faults', 'POST', { name: 'outage', kind: 'status', status: 503, path: USERS, count: 1e6 });
      return promote(day, 16, 'Shift Lead');
    },
    async () => {
      if (gateClosed || Date.now() > end) await day.genesys('faults?name=outage', 'DELETE');
    },
    () => (gateClosed ? 'gate closed and reopened' : 'gate stayed open'),
  );
  deaf();
  await day.genesys('faults?name=outage', 'DELETE');
}
