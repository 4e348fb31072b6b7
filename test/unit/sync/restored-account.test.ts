import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { DEFAULT_LEAVER_ACTIONS } from '../../../shared/domain/guard.ts';
import type { Ports } from '../../../shared/sync/configuration.ts';
import { Conflict, type Target } from '../../../shared/sync/ports.ts';
import type { SimAccount } from '../../simulation/sim-target.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

const NAME = 'p1@example.org';

function withTarget(rig: SyncRig, change: (target: Target) => Partial<Target>): void {
  const { ports } = rig.instance;
  rig.instance = { ...rig.instance, ports: { ...ports, target: { ...ports.target, ...change(ports.target) } } };
}

/** The next request of a kind gets no answer; `carriedOut` says whether it took effect. */
function losesNext(rig: SyncRig, verb: 'create' | 'remove', carriedOut: boolean): void {
  let open = true;
  const answer = async (request: () => Promise<unknown>): Promise<never> => {
    open = false;
    if (carriedOut) await request();
    throw new ConnectorError('genesys-outcome-unknown', 'no answer', { kind: 'unknown', status: 503 });
  };
  withTarget(rig, (target) => ({
    create: (...args) => (open && verb === 'create' ? answer(() => target.create(...args)) : target.create(...args)),
    remove: (...args) => (open && verb === 'remove' ? answer(() => target.remove(...args)) : target.remove(...args)),
  }));
}

function configured(rig: SyncRig, change: Partial<Ports['configuration']>): void {
  const { ports } = rig.instance;
  const configuration = { ...ports.configuration, ...change };
  rig.instance = { ...rig.instance, ports: { ...ports, configuration } };
}

function only(rig: SyncRig): SimAccount {
  const [account, ...others] = rig.world.target.accounts.values();
  if (account === undefined || others.length > 0) throw new Error('there is not exactly one account');
  return account;
}

function removedByHand(rig: SyncRig): void {
  const account = only(rig);
  account.deleted = true;
  account.version += 1;
}

/** The first account is the second person's, and nobody else's. */
function expectOwnedBySecond(rig: SyncRig): void {
  expect(rig.world.watch.violations).toEqual([]);
  expect(rig.world.target.accounts.get('t1')).toMatchObject({ externalId: 'p2', deleted: false, active: true });
  expect(rig.world.claims.peek().get('t1')?.owner).toBe('p2');
  expect(rig.record('p2').have.accountId).toBe('t1');
  expect(rig.record('p1').have.accountId).not.toBe('t1');
}

/** p1 is purged and held by the guard, its account is removed by hand. */
async function purgedAndHeld(settings: Parameters<typeof createRig>[0] = {}): Promise<SyncRig> {
  const rig = createRig(settings);
  rig.put('p1');
  await rig.settle(12);
  configured(rig, { guardLimit: 0 });
  rig.put('p1', { state: 'purged', assigned: false });
  await rig.settle(3);
  expect(rig.world.records.peekHeld()).toHaveLength(1);
  removedByHand(rig);
  return rig;
}

describe('an account that a create brought back for somebody else', () => {
  it('is not deleted by a departure that is released later', async () => {
    const rig = await purgedAndHeld();
    rig.put('p2', { upn: NAME });
    await rig.settle(12);
    expectOwnedBySecondWhileHeld(rig);
    configured(rig, { guardLimit: 100 });
    await rig.settle(12);
    expectOwnedBySecond(rig);
    const { want, have } = rig.record('p1');
    expect([have.accountId, have.confirmedDeparture]).toEqual([null, want.departure?.number]);
    expect([rig.world.records.peekDue(), rig.world.records.peekHeld()]).toEqual([[], []]);
  });

  it('is not deleted while the outcome of that create is unknown, and linked afterwards', async () => {
    const rig = await purgedAndHeld();
    losesNext(rig, 'create', true);
    rig.put('p2', { upn: NAME });
    await rig.settle(3);
    expect(only(rig)).toMatchObject({ externalId: 'p2', deleted: false });
    configured(rig, { guardLimit: 100 });
    await rig.settle(60);
    expectOwnedBySecond(rig);
  });

  it('is linked after a create of unknown outcome though the departure of its former owner is still held', async () => {
    const rig = await purgedAndHeld();
    losesNext(rig, 'create', true);
    rig.put('p2', { upn: NAME });
    await rig.settle(60);
    expectOwnedBySecondWhileHeld(rig);
  });

  it('is not deleted by the second reading after a delete of unknown outcome', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    losesNext(rig, 'remove', false);
    rig.put('p1', { state: 'purged', assigned: false });
    await rig.settle(6);
    expect(only(rig).deleted).toBe(true);
    rig.put('p2', { upn: NAME });
    await rig.settle(30);
    expectOwnedBySecond(rig);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('is not written with the values of a former owner who comes back and whose create got no answer', async () => {
    const rig = createRig({ leaver: { ...DEFAULT_LEAVER_ACTIONS, unassigned: 'delete' } });
    rig.put('p1');
    await rig.settle(12);
    rig.put('p1', { assigned: false });
    await rig.settle(12);
    expect(rig.record('p1').have).toMatchObject({ accountId: null, state: 'deleted' });
    rig.put('p1', { upn: 'former@example.org' });
    rig.put('p2', { upn: NAME, displayName: 'The second' });
    await rig.settle(12);
    losesNext(rig, 'create', false);
    rig.put('p1', { assigned: true });
    await rig.settle(60);
    expectOwnedBySecond(rig);
    const shown = [...(rig.world.target.accounts.get('t1')?.values.values() ?? [])];
    expect(shown.sort()).toEqual(['The second', NAME]);
    expect(rig.record('p1').have).toMatchObject({ accountId: 't2', state: 'active' });
  });

  it('is not disabled by the person who had it before', async () => {
    const rig = await purgedAndHeld({ leaver: { ...DEFAULT_LEAVER_ACTIONS, purged: 'disable' } });
    rig.put('p2', { upn: NAME });
    await rig.settle(12);
    configured(rig, { guardLimit: 100 });
    await rig.settle(12);
    expectOwnedBySecond(rig);
  });
});

describe('an account that a create brought back while another record still links it', () => {
  /** p1 leaves, its DELETE is carried out without an answer; p2 is hired before the record is looked at again. */
  async function deletedUnanswered(): Promise<SyncRig> {
    const rig = createRig({ leaver: { ...DEFAULT_LEAVER_ACTIONS, disabled: 'delete' } });
    rig.put('p1');
    await rig.settle(12);
    losesNext(rig, 'remove', true);
    rig.put('p1', { enabled: false });
    await rig.settle(1);
    expect(only(rig).deleted).toBe(true);
    rig.put('p2', { upn: NAME });
    await rig.run();
    await rig.work();
    expect(only(rig)).toMatchObject({ externalId: 'p2', deleted: false });
    return rig;
  }

  it('is linked to the person it came back for, when the other one leaves', async () => {
    const rig = await deletedUnanswered();
    await rig.settle(30);
    expectOwnedBySecond(rig);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('is taken away when the person it came back for leaves at once', async () => {
    const rig = await deletedUnanswered();
    rig.put('p2', { enabled: false });
    await rig.settle(40);
    expect(rig.world.watch.violations).toEqual([]);
    expect(only(rig).deleted).toBe(true);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  /** p1 stays in scope and goes on under another name; its account is removed by hand and comes back for p2. */
  async function takenFromStayer(): Promise<SyncRig> {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    removedByHand(rig);
    rig.put('p2', { upn: NAME });
    await rig.run();
    await rig.work();
    expect(rig.record('p2').have).toMatchObject({ accountId: null, reason: 'claimed-by-another' });
    rig.put('p1', { upn: 'other@example.org' });
    return rig;
  }

  it('is given up by somebody in scope, who gets another one', async () => {
    const rig = await takenFromStayer();
    await rig.settle(30);
    expectOwnedBySecond(rig);
    expect(rig.record('p1').have).toMatchObject({ accountId: 't2', state: 'active' });
    expect(rig.world.target.accounts.get('t2')).toMatchObject({ externalId: 'p1', active: true });
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('is found and taken away when the person it came back for leaves before it is linked', async () => {
    const rig = await takenFromStayer();
    rig.put('p2', { enabled: false });
    await rig.settle(40);
    expect(rig.world.watch.violations).toEqual([]);
    expect(rig.world.target.accounts.get('t1')).toMatchObject({ externalId: 'p2', active: false });
    expect(rig.record('p1').have).toMatchObject({ accountId: 't2', state: 'active' });
  });
});

describe('a claim that is renewed while an old attempt gives it up', () => {
  it('stays when a DELETE was answered late', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    const { claims } = rig.instance.ports;
    withTarget(rig, (target) => ({
      remove: async (id, options) => {
        await target.remove(id, options);
        const claim = await claims.read(id);
        if (claim !== undefined) await claims.replace(id, claim.value, claim.etag);
      },
    }));
    rig.put('p1', { state: 'purged' });
    await rig.settle(2);
    expect(only(rig).deleted).toBe(true);
    expect(rig.world.claims.peek().get('t1')?.owner).toBe('p1');
  });

  it('stays when the record moved before a missing account could be recorded', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    removedByHand(rig);
    const { ports } = rig.instance;
    let open = true;
    const records: Ports['records'] = {
      ...ports.records,
      write: async (record, etag) => {
        const loses = open && record.have.state === 'deleted';
        if (!loses) return ports.records.write(record, etag);
        open = false;
        throw new Conflict('the record moved');
      },
    };
    rig.instance = { ...rig.instance, ports: { ...ports, records } };
    rig.put('p1', { displayName: 'Anna' });
    await rig.settle(6);
    expect(open).toBe(false);
    expect(rig.world.claims.peek().get('t1')?.owner).toBe('p1');
    await rig.settle(10);
    expect(only(rig)).toMatchObject({ deleted: false, externalId: 'p1' });
  });
});

describe('a release that ends while the claim is checked', () => {
  it('is noticed before the DELETE', async () => {
    const rig = createRig();
    rig.put('p1');
    await rig.settle(12);
    const { ports } = rig.instance;
    const claims: Ports['claims'] = {
      ...ports.claims,
      read: async (id) => {
        const claim = await ports.claims.read(id);
        const stored = await ports.records.read('p1');
        if (stored?.value.have.intent?.verb === 'delete') {
          const want = { ...stored.value.want, release: null };
          await ports.records.write({ ...stored.value, want }, stored.etag);
        }
        return claim;
      },
    };
    rig.instance = { ...rig.instance, ports: { ...ports, claims } };
    rig.put('p1', { state: 'purged' });
    await rig.run();
    await rig.work();
    expect(rig.world.target.requests.delete).toBeUndefined();
    expect(rig.world.watch.violations).toEqual([]);
    expect(only(rig).deleted).toBe(false);
  });
});

/** A held departure's record is not touched, so it still names the account. */
function expectOwnedBySecondWhileHeld(rig: SyncRig): void {
  expect(only(rig)).toMatchObject({ externalId: 'p2', deleted: false });
  expect(rig.world.claims.peek().get('t1')?.owner).toBe('p2');
  expect(rig.record('p2').have.accountId).toBe('t1');
}
