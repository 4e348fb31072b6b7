import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { status } from '../../../shared/sync/status.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const previews = ({ world }: SyncRig) => world.records.peekDue().map(({ id, previewed }) => [id, previewed]);

/** Four people in step under a live process, then a dry one with one change of each kind. */
async function changedUnderDry(): Promise<SyncRig> {
  const rig = createRig();
  for (const id of ['p1', 'p2', 'p3']) rig.put(id);
  await rig.settle(12);
  rig.restart({ mode: 'dry' });
  rig.put('p1', { jobTitle: 'Agent' });
  rig.put('p2', { enabled: false });
  rig.put('p3', { assigned: false });
  rig.put('p4');
  await rig.settle(5);
  return rig;
}

describe('a dry run', () => {
  it('writes nothing to the target', async () => {
    const rig = await changedUnderDry();
    expect(rig.world.target.requests).toEqual({ create: 3 });
    expect(rig.world.watch.violations).toEqual([]);
  });

  it('marks what it would do with verb and attributes, never a value', async () => {
    const rig = await changedUnderDry();
    const hash = rig.instance.ports.configuration.hash;
    const { p1, p4 } = { p1: rig.record('p1').want.version, p4: rig.record('p4').want.version };
    expect(previews(rig)).toEqual([
      ['p1', `${p1}:${hash}:update:title`],
      ['p4', `${p4}:${hash}:create:displayName,userName`],
    ]);
  });

  it('reports departures and releases none', async () => {
    const rig = await changedUnderDry();
    expect(
      rig.world.records
        .peekHeld()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['p2', 'p3']);
    expect(rig.record('p2').want.release).toBeNull();
    expect(rig.log()).toMatch(/departures-reported .*"count":2,"would":2/);
    expect(rig.log()).not.toContain('plan-frozen');
  });

  it('counts no attempt and keeps no intent', async () => {
    const rig = await changedUnderDry();
    for (const id of ['p1', 'p4']) expect(rig.record(id).have).toMatchObject({ attempts: 0, intent: null });
  });

  it('wakes nobody twice for the same version', async () => {
    const rig = await changedUnderDry();
    await rig.pass(10 * MINUTE);
    await rig.run();
    expect(rig.world.queue).toEqual([]);
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.run();
    expect(rig.world.queue.map(({ objectId }) => objectId)).toEqual(['p1']);
  });

  it('loses nothing when the connector goes live', async () => {
    const rig = await changedUnderDry();
    rig.restart({ mode: 'live' });
    await rig.settle(5);
    const accounts = [...rig.world.target.accounts.values()];
    expect(accounts.map(({ externalId, active }) => [externalId, active])).toEqual([
      ['p1', true],
      ['p2', false],
      ['p3', false],
      ['p4', true],
    ]);
    expect([...(accounts[0]?.values ?? [])]).toContainEqual(['title', 'Agent']);
    expect(rig.world.target.requests).toEqual({ create: 4, update: 1, disable: 2 });
  });

  it('leaves the old live process without a write once it is in force', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    const old = rig.instance;
    rig.restart({ mode: 'dry' });
    await rig.run();
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(1);
    rig.instance = old;
    rig.world.queue.push({ kind: 'user', objectId: 'p1', why: 'change', urgent: false });
    await rig.pass(6000);
    await rig.work();
    await rig.settle(3);
    expect(rig.world.target.requests).toEqual({ create: 1 });
  });
});

describe('a leaver released before the dry run', () => {
  it('is shown although the release has run out, once, and left alone', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    rig.put('p1', { enabled: false });
    await rig.run();
    rig.world.queue.splice(0);
    rig.restart({ mode: 'dry' });
    await rig.pass(20 * MINUTE);
    expect(await wakesOf(rig, 60)).toBe(1);
    expect(previews(rig)).toMatchObject([['p1', expect.stringMatching(/:disable:active$/)]]);
    expect(rig.world.target.requests).toEqual({ create: 1 });
  });
});

const NAMELESS = { displayName: '' };
const AGENTS = ['a1', 'a2', 'a3'];

/** Asks what needs virtual time to be answered. */
async function answerOf<T>(rig: SyncRig, asked: Promise<T>): Promise<T> {
  await rig.pass(1000);
  return asked;
}

const list = async (rig: SyncRig, name: string) =>
  (await answerOf(rig, status(rig.instance.ports, [['list', name]]))).body;

async function unmappable(): Promise<SyncRig> {
  const rig = createRig({ mode: 'dry' });
  for (const id of AGENTS) rig.put(id, NAMELESS);
  rig.put('z1');
  await rig.settle(5);
  return rig;
}

const wouldCreate = (rig: SyncRig) =>
  previews(rig)
    .filter(([, mark]) => mark?.includes(':create:'))
    .map(([id]) => id);

/** How many wakes the next minutes bring. */
async function wakesOf(rig: SyncRig, minutes: number): Promise<number> {
  let wakes = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    await rig.run();
    wakes += (await rig.work()).length;
    await rig.pass(MINUTE);
  }
  return wakes;
}

describe('people who would wait, in a dry run', () => {
  it('are not woken again before their time', async () => {
    const rig = await unmappable();
    expect(await wakesOf(rig, 60)).toBe(0);
    expect(await wakesOf(rig, 6 * 60)).toBe(AGENTS.length);
  });

  it('are shown as parked with the reason', async () => {
    const rig = await unmappable();
    expect(await list(rig, 'parked')).toMatchObject({
      items: AGENTS.map((id) => ({ id, parked: true, reason: 'mapping:displayName', wouldSend: null })),
    });
    expect((await answerOf(rig, status(rig.instance.ports, []))).body).toMatchObject({
      counts: { dirty: 4, due: 1, parked: { 'mapping:displayName': 3 } },
    });
  });

  it('are looked at again when they change', async () => {
    const rig = await unmappable();
    rig.put('a2', { displayName: 'Ann' });
    await rig.settle(2);
    expect(await list(rig, 'parked')).toMatchObject({ items: [{ id: 'a1' }, { id: 'a3' }] });
    expect(wouldCreate(rig).sort()).toEqual(['a2', 'z1']);
  });

  it('are tried at once when the connector goes live', async () => {
    const rig = await unmappable();
    rig.restart({ mode: 'live' });
    await rig.settle(2);
    expect(rig.record('a1').have).toMatchObject({ attempts: 1, parked: true });
    expect([...rig.world.target.accounts.values()].map(({ externalId }) => externalId)).toEqual(['z1']);
  });

  it('because of the directory are tried again after a while', async () => {
    const rig = createRig({ mode: 'dry' });
    for (const id of AGENTS) rig.put(id);
    await rig.run();
    const { ports } = rig.instance;
    const refused = new ConnectorError('graph-unavailable', 'no answer', { kind: 'unavailable' });
    rig.instance = {
      ...rig.instance,
      ports: { ...ports, directory: { ...ports.directory, readUser: () => Promise.reject(refused) } },
    };
    expect(await wakesOf(rig, 60)).toBeLessThanOrEqual(5 * AGENTS.length);
    rig.instance = { ...rig.instance, ports };
    await rig.settle(16);
    expect(wouldCreate(rig).sort()).toEqual(AGENTS);
  });
});
