import { ServiceBusClient } from '@azure/service-bus';
import { startVaultSimulator } from '../support/vault/vault-simulator.ts';
import type { Drill, Stage } from './stage.ts';

const USERS = '/api/v2/scim/v2/users*';
const COMPANY = 25;

/** A company whose accounts are there. */
async function loaded(stage: Stage): Promise<readonly string[]> {
  const ids = await stage.hire(COMPANY);
  await stage.minutes(12);
  return ids;
}

/** Every few minutes some people get another title. */
function busy(stage: Stage, ids: readonly string[], minutes: number, each = 5): Promise<void> {
  return stage.during(minutes, async (minute) => {
    if (minute % 5 === 0) await stage.promote(ids.slice(0, each), `Title ${minute}`);
  });
}

/** A day of the vault: a secret that ends in so many days is watched for half an hour. */
function expiring(days: number): Drill {
  return {
    about: `The secret of the Genesys client expires in ${days} days.`,
    async prepare() {
      const vault = await startVaultSimulator();
      const exp = Math.floor(Date.now() / 1000) + days * 86_400 + 3600;
      vault.secrets.set('genesys-client-secret', { value: 'genesys-secret', exp });
      vault.secrets.set('digest-key', { value: 'the-rig-has-no-secrets' });
      const settings = { ...vault.settings, KEY_VAULT_URI: vault.url, GENESYS_CLIENT_SECRET: '', DIGEST_KEY: '' };
      return { settings, close: () => vault.close() };
    },
    play: async (stage) => void (await loaded(stage)),
  };
}

/** Each drill by its name, which is also that of its recording. */
export const DRILLS: Readonly<Record<string, Drill>> = {
  'drill-healthy-day': {
    about: 'First load, then changes every five minutes for two and a half hours.',
    play: async (stage) => busy(stage, await loaded(stage), 150),
  },
  'drill-outage-that-heals': {
    about: 'Genesys answers 503 for five minutes, Graph for five others.',
    async play(stage) {
      const ids = await loaded(stage);
      await stage.genesys('faults', 'POST', { name: 'outage', kind: 'status', status: 503, path: USERS, count: 1e6 });
      await busy(stage, ids, 5, 15);
      await stage.genesys('faults?name=outage', 'DELETE');
      await busy(stage, ids, 20);
      await stage.graph('faults', 'POST', { kind: 'server-error', status: 503, path: '*', count: 0 });
      await stage.minutes(5);
      await stage.graph('faults', 'DELETE');
      await busy(stage, ids, 30);
    },
  },
  'drill-stopped': {
    about: 'The app runs for half an hour and is stopped; forty minutes pass.',
    silence: 40,
    play: async (stage) => busy(stage, await loaded(stage), 20),
  },
  'drill-genesys-down': {
    about: 'Genesys answers 503 to everything for half an hour.',
    async play(stage) {
      const ids = await loaded(stage);
      await stage.genesys('faults', 'POST', { name: 'outage', kind: 'status', status: 503, path: '*', count: 1e6 });
      await busy(stage, ids, 30, 15);
    },
  },
  'drill-mass-departure': {
    about: 'Fifteen accounts are disabled at once, more than the limit of ten.',
    async play(stage) {
      const ids = await loaded(stage);
      for (const id of ids.slice(0, 15)) await stage.graph(`people/${id}/disable`, 'POST');
      await stage.minutes(20);
    },
  },
  'drill-bad-data': {
    about: 'Forty people come without a display name, which Genesys requires.',
    async play(stage) {
      await loaded(stage);
      await stage.hire(40, { displayName: null });
      await stage.minutes(75);
    },
  },
  'drill-throttled': {
    about: 'For an hour and a half Genesys answers 429 to half of the requests.',
    async play(stage) {
      const ids = await loaded(stage);
      await stage.during(90, async (minute) => {
        await stage.genesys('faults', 'POST', {
          ...{ name: `throttling-${minute}`, kind: 'status', status: 429, retryAfterSeconds: 0 },
          ...{ path: USERS, count: 3 },
        });
        await stage.promote(ids.slice((minute % 5) * 5, (minute % 5) * 5 + 5), `Title ${minute}`);
      });
    },
  },
  'drill-limit-shared': {
    about: 'Another client uses up the request limit: one request a minute is left while everybody changes.',
    async play(stage) {
      const ids = await loaded(stage);
      await stage.genesys('switches', 'POST', { allowedPerWindow: 1 });
      await stage.promote(ids, 'Another title');
      await stage.hire(60);
      await stage.minutes(75);
    },
  },
  'drill-graph-down': {
    about: 'The users feed of Graph fails for two hours and a half.',
    async play(stage) {
      const ids = await loaded(stage);
      await stage.graph('faults', 'POST', { kind: 'server-error', status: 500, path: '/v1.0/users/delta*', count: 0 });
      await busy(stage, ids, 150);
    },
  },
  'drill-graph-refuses': {
    about: 'The permission to read users is withdrawn in Graph.',
    async play(stage) {
      const ids = await loaded(stage);
      await stage.graph('faults', 'POST', { kind: 'forbidden', path: '/v1.0/users*', count: 0 });
      await busy(stage, ids, 40);
    },
  },
  'drill-secret-25-days': expiring(25),
  'drill-secret-5-days': expiring(5),
  'drill-secret-1-day': expiring(1),
  'drill-settings-wrong': {
    about: 'The app starts with a mode that does not exist.',
    settings: { MODE: 'nonsense' },
    play: (stage) => stage.minutes(20),
  },
  'drill-vault-closed': {
    about: 'The vault does not answer from the start.',
    async prepare() {
      const vault = await startVaultSimulator();
      await vault.shut();
      const settings = { ...vault.settings, KEY_VAULT_URI: vault.url, GENESYS_CLIENT_SECRET: '', DIGEST_KEY: '' };
      return { settings, close: () => vault.close() };
    },
    play: (stage) => stage.minutes(20),
  },
  'drill-dead-letters': {
    about: 'A message is moved to the dead letters.',
    async play(stage) {
      await loaded(stage);
      const { bus, queue } = stage.parts;
      stage.measured('DeadletteredMessages', 0);
      await stage.minutes(10);
      stage.measured('DeadletteredMessages', await deadLetterOne(bus?.connectionString ?? '', queue));
      await stage.minutes(10);
    },
  },
};

/** Moves a message of a session of its own to the dead letters, and gives how many there are. */
async function deadLetterOne(connectionString: string, queue: string): Promise<number> {
  const client = new ServiceBusClient(connectionString);
  try {
    // Taken before there is anything in it, so that no worker does.
    const session = await client.acceptSession(queue, 'drill');
    await client.createSender(queue).sendMessages({ body: 'a drill', sessionId: 'drill' });
    const [message] = await session.receiveMessages(1, { maxWaitTimeInMs: 5000 });
    if (message === undefined) throw new Error('the message of the drill did not come');
    await session.deadLetterMessage(message, { deadLetterReason: 'drill', deadLetterErrorDescription: 'a drill' });
    const dead = client.createReceiver(queue, { subQueueType: 'deadLetter' });
    return (await dead.receiveMessages(1, { maxWaitTimeInMs: 5000 })).length;
  } finally {
    await client.close();
  }
}
