import type { MappingEntry, MappingFile } from '../../../shared/domain/mapping/mapping-file.ts';
import type { AttributeName } from '../../../shared/domain/mapping/types.ts';
import type { SimAccount } from '../../simulation/sim-target.ts';
import { fileWith } from '../../support/sync/mapping-files.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const TITLE = 'title' as AttributeName;
const ROLES = 'roles' as AttributeName;
const NUMBER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber' as AttributeName;

function file(entry: Partial<MappingEntry> & { target: string }, more: Partial<MappingFile> = {}): MappingFile {
  return fileWith([entry], more);
}

function title(entry: Partial<MappingEntry>, more: Partial<MappingFile> = {}): MappingFile {
  return file({ target: 'title', expression: '[jobTitle]', ...entry }, more);
}

function account(rig: SyncRig): SimAccount {
  const [first] = [...rig.world.target.accounts.values()];
  if (first === undefined) throw new Error('no account');
  return first;
}

/** Somebody whose account holds the name already, with a title of its own when one is given. */
function withAccount(settings: MappingFile, shown?: string): SyncRig {
  const rig = createRig({ file: settings });
  rig.world.target.seed('p1@example.org', true);
  if (shown !== undefined) account(rig).values.set(TITLE, shown);
  rig.put('p1', { jobTitle: 'Agent' });
  return rig;
}

describe('ObjectAddOnly', () => {
  it('flows when the account is created and never after', async () => {
    const rig = createRig({ file: title({ flow: 'ObjectAddOnly' }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    expect(account(rig).values.get(TITLE)).toBe('Agent');

    rig.put('p1', { jobTitle: 'Lead' });
    await rig.settle();
    expect(account(rig).values.get(TITLE)).toBe('Agent');
  });

  it('does not flow to an account that was there before', async () => {
    const rig = withAccount(title({ flow: 'ObjectAddOnly' }));
    await rig.settle();

    expect(account(rig)).toMatchObject({ externalId: 'p1' });
    expect(account(rig).values.has(TITLE)).toBe(false);
  });
});

describe('AttributeAddOnly', () => {
  it('fills a gap of an account that was there before, and leaves a value alone', async () => {
    const gap = withAccount(title({ flow: 'AttributeAddOnly' }));
    await gap.settle();
    expect(account(gap).values.get(TITLE)).toBe('Agent');

    const full = withAccount(title({ flow: 'AttributeAddOnly' }), 'Chief');
    await full.settle();
    expect(account(full).values.get(TITLE)).toBe('Chief');
    full.put('p1', { jobTitle: 'Lead' });
    await full.settle();
    expect(account(full).values.get(TITLE)).toBe('Chief');
  });

  it('does not follow its own value once it was written', async () => {
    const rig = createRig({ file: title({ flow: 'AttributeAddOnly' }) });
    rig.put('p1');
    await rig.settle();
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.settle();

    expect(account(rig).values.get(TITLE)).toBe('Agent');
  });

  it('reads an account once to see whether a newly mapped attribute has a value', async () => {
    const rig = createRig({ file: title({ enabled: false }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle(12);
    account(rig).values.set(TITLE, 'Chief');
    await rig.pass(MINUTE);
    rig.restart({ file: title({ flow: 'AttributeAddOnly' }) });

    await rig.run();
    const { target } = await rig.cost(() => rig.work());
    expect(target).toEqual({ read: 1 });
    expect((await rig.cost(() => rig.settle(12))).requests).toBe(0);
    expect(account(rig).values.get(TITLE)).toBe('Chief');
  });
});

describe('lists that only grow', () => {
  it.each(['ValueAddOnly', 'MultiValueAddOnly'] as const)('%s adds values and takes none away', async (flow) => {
    const rig = createRig({ file: file({ target: 'roles', expression: '[jobTitle]', flow }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.settle();
    rig.put('p1', { jobTitle: null });
    await rig.settle();

    expect(account(rig).values.get(ROLES)).toEqual(['Agent', 'Lead']);
  });

  it('are all that MultiValueAddOnly speaks of: a single value is cleared where the mapping says so', async () => {
    const rig = createRig({ file: title({ flow: 'MultiValueAddOnly', whenEmpty: 'clear' }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    expect(account(rig).values.get(TITLE)).toBe('Agent');
    rig.put('p1', { jobTitle: null });
    await rig.settle();
    expect(account(rig).values.has(TITLE)).toBe(false);
  });

  it('keep what an account held before it was taken over', async () => {
    const rig = createRig({ file: file({ target: 'roles', expression: '[jobTitle]', flow: 'ValueAddOnly' }) });
    rig.world.target.seed('p1@example.org', true);
    account(rig).values.set(ROLES, ['Chief']);
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();

    expect(account(rig)).toMatchObject({ externalId: 'p1' });
    expect(account(rig).values.get(ROLES)).toEqual(['Chief', 'Agent']);
  });

  it('follow their source with Always', async () => {
    const rig = createRig({ file: file({ target: 'roles', expression: '[jobTitle]' }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.settle();

    expect(account(rig).values.get(ROLES)).toEqual(['Lead']);
  });

  it('write nothing when the account holds all of the values', async () => {
    const rig = createRig({ file: file({ target: 'roles', expression: '[jobTitle]', flow: 'ValueAddOnly' }) });
    rig.world.target.seed('p1@example.org', true);
    account(rig).values.set(ROLES, ['Agent', 'Lead']);
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();

    expect(account(rig).values.get(ROLES)).toEqual(['Agent', 'Lead']);
  });
});

describe('a default', () => {
  it('is sent on creation, and with every change when it says always', async () => {
    const once = createRig({ file: title({ default: 'Agent' }) });
    const always = createRig({ file: title({ default: 'Agent', defaultOn: 'always' }) });
    for (const rig of [once, always]) {
      rig.put('p1', { jobTitle: null });
      await rig.settle();
      expect(account(rig).values.get(TITLE)).toBe('Agent');
      rig.put('p1', { jobTitle: 'Lead' });
      await rig.settle();
      rig.put('p1', { jobTitle: null });
      await rig.settle();
    }

    expect([account(once).values.get(TITLE), account(always).values.get(TITLE)]).toEqual(['Lead', 'Agent']);
  });
});

describe('switches', () => {
  it('create: nobody is created, an account that exists is taken over', async () => {
    const rig = createRig({ file: title({}, { operations: { create: false } }) });
    rig.world.target.seed('p1@example.org', true);
    rig.put('p1', { jobTitle: 'Agent' });
    rig.put('p2');
    await rig.settle();

    expect(rig.world.target.requests.create).toBeUndefined();
    expect(account(rig)).toMatchObject({ externalId: 'p1' });
    expect(rig.record('p2').have).toMatchObject({ reason: 'create-off', parked: true, accountId: null });
  });

  it('create: a person without an account costs two searches, whatever the number of inactive accounts', async () => {
    const rig = createRig({ file: title({}, { operations: { create: false } }) });
    let listed = 0;
    const { ports } = rig.instance;
    const listInactive = (start: number) => {
      listed += 1;
      return ports.target.listInactive(start);
    };
    rig.instance = { ...rig.instance, ports: { ...ports, target: { ...ports.target, listInactive } } };
    rig.put('p1');
    await rig.run();
    const { target } = await rig.cost(() => rig.work());

    expect([target, listed]).toEqual([{ read: 2 }, 0]);
    expect(rig.record('p1').have).toMatchObject({ reason: 'create-off', searchPage: null });
  });

  it('update: what differs waits, and goes out when the switch is on again', async () => {
    const rig = createRig({ file: title({}, { operations: { update: false } }) });
    rig.put('p1', { jobTitle: 'Agent' });
    await rig.settle();
    rig.put('p1', { jobTitle: 'Lead' });
    await rig.settle();
    expect(account(rig).values.get(TITLE)).toBe('Agent');
    expect(rig.record('p1').have).toMatchObject({ reason: 'update-off', parked: true });

    await rig.pass(MINUTE);
    rig.restart({ file: title({}) });
    await rig.settle();
    expect(account(rig).values.get(TITLE)).toBe('Lead');
    expect(rig.record('p1').have).toMatchObject({ reason: null, parked: false });
  });

  it('update: an account is linked without being written to', async () => {
    const rig = withAccount(title({}, { operations: { update: false } }), 'Chief');
    await rig.settle();

    expect(rig.record('p1').have).toMatchObject({ accountId: account(rig).id, reason: 'update-off' });
    expect(account(rig).values.get(TITLE)).toBe('Chief');
  });

  it('delete: a purged user keeps the account and the record waits', async () => {
    const rig = createRig({ file: title({}, { operations: { delete: false } }) });
    rig.put('p1');
    await rig.settle();
    rig.put('p1', { state: 'purged' });
    await rig.settle(8);

    expect(account(rig).deleted).toBe(false);
    expect(rig.record('p1').have).toMatchObject({ reason: 'delete-off', parked: true });
  });
});

describe('the order of matching', () => {
  const matched = file({ target: NUMBER, expression: '[jobTitle]', matchOrder: 1 });

  it('finds the account by another attribute before one is created', async () => {
    const rig = createRig({ file: matched });
    rig.world.target.seed('old.name@example.org', true);
    account(rig).values.set(NUMBER, '77');
    rig.put('p1', { jobTitle: '77' });
    await rig.settle();

    expect(rig.world.target.accounts.size).toBe(1);
    expect(account(rig)).toMatchObject({ externalId: 'p1' });
    expect(account(rig).values.get('userName' as AttributeName)).toBe('p1@example.org');
  });

  it('creates the account when none is found', async () => {
    const rig = createRig({ file: matched });
    rig.put('p1', { jobTitle: '77' });
    await rig.settle();

    expect(rig.world.target.requests).toMatchObject({ read: 1, create: 1 });
  });

  it('takes nobody by it when only own accounts may be taken', async () => {
    const rig = createRig({ file: matched });
    rig.instance = {
      ...rig.instance,
      ports: {
        ...rig.instance.ports,
        configuration: { ...rig.instance.ports.configuration, adoption: 'byExternalId' },
      },
    };
    rig.world.target.seed('old.name@example.org', true);
    account(rig).values.set(NUMBER, '77');
    rig.put('p1', { jobTitle: '77' });
    await rig.settle();

    expect(account(rig).externalId).toBeNull();
    expect(rig.world.target.accounts.size).toBe(2);
  });
});
