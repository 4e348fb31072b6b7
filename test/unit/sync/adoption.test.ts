import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { compileMapping } from '../../../shared/domain/mapping/compile-mapping.ts';
import type { AttributeName, CompiledMapping } from '../../../shared/domain/mapping/types.ts';
import type { Target } from '../../../shared/sync/ports.ts';
import { createRig, MINUTE, type SyncRig } from '../../support/sync/sync-rig.ts';

const NAME = 'p1@example.org';
const PAGE = 25;
const TITLE = 'title' as AttributeName;

function withCreateOnlyTitle(rig: SyncRig): void {
  const built = compileMapping({
    version: 1,
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      { target: 'title', expression: '"New hire"', onlyOnCreate: true },
    ],
  });
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  const mapping: CompiledMapping = built.mapping;
  const { ports } = rig.instance;
  rig.instance = { ...rig.instance, ports: { ...ports, configuration: { ...ports.configuration, mapping } } };
}

describe('a value that is written on create only', () => {
  it.each([true, false])('does not replace what an adopted account holds (active: %s)', async (active) => {
    const rig = createRig();
    withCreateOnlyTitle(rig);
    const account = rig.world.target.seed(NAME, active);
    account.values.set(TITLE, 'Director');
    rig.put('p1');
    await rig.settle(12);
    expect(rig.record('p1').have).toMatchObject({ accountId: account.id, state: 'active', reason: null });
    expect(account).toMatchObject({ externalId: 'p1', active: true });
    expect(account.values.get('displayName' as AttributeName)).toBe('Person p1');
    expect(account.values.get(TITLE)).toBe('Director');
  });

  it('is written to a new account', async () => {
    const rig = createRig();
    withCreateOnlyTitle(rig);
    rig.put('p1');
    await rig.settle(12);
    expect(rig.world.target.accounts.get('t1')?.values.get(TITLE)).toBe('New hire');
  });
});

/** Inactive accounts that the name filter does not show; the wanted one stands on the last page of a long list. */
async function hidden(pages: number) {
  const rig = createRig();
  const account = rig.world.target.seed(NAME, false);
  const { ports } = rig.instance;
  const { target } = ports;
  const asked: number[] = [];
  const intents: unknown[] = [];
  const note = () => intents.push(rig.record('p1').have.intent);
  const odd: Partial<Target> = {
    searchByExternalId: (id) => {
      note();
      return target.searchByExternalId(id);
    },
    searchByUserName: async () => [],
    listInactive: async (startIndex) => {
      note();
      asked.push(startIndex);
      const page = (startIndex - 1) / PAGE;
      const shown = await target.read(account.id);
      if (shown === undefined) throw new Error('the account is gone');
      if (page === pages - 1) return { accounts: [shown] };
      const others = Array.from({ length: PAGE }, (_, row) => ({ ...shown, userName: `x${page}.${row}@example.org` }));
      return { accounts: others, next: startIndex + PAGE };
    },
  };
  rig.instance = { ...rig.instance, ports: { ...ports, target: { ...target, ...odd } } };
  rig.put('p1');
  return { rig, account, asked, intents };
}

describe('the search for the holder of a name among inactive accounts', () => {
  it('begins with the refused create saved, so that nobody takes it over', async () => {
    const { rig, account, intents } = await hidden(2);
    await rig.settle(1);
    expect(rig.record('p1').have).toMatchObject({ accountId: account.id, state: 'active', searchPage: null });
    expect(intents.length).toBeGreaterThanOrEqual(3);
    expect(new Set(intents)).toEqual(new Set([null]));
  });

  it('goes on in the next attempts where it stood, without another create', async () => {
    const { rig, account, asked } = await hidden(45);
    await rig.run();
    const { target } = await rig.cost(() => rig.work());
    expect([target.create, asked.length]).toEqual([1, 20]);
    expect(rig.record('p1').have).toMatchObject({ reason: 'searching-inactive', searchPage: 501, attempts: 0 });
    await rig.settle(6);
    expect(asked).toEqual(Array.from({ length: 45 }, (_, page) => page * PAGE + 1));
    expect(rig.world.target.requests.create).toBe(1);
    expect(rig.record('p1').have).toMatchObject({ accountId: account.id, state: 'active', searchPage: null });
  });

  it('is given up when the person changes, whose new name may be free', async () => {
    const { rig, asked } = await hidden(45);
    await rig.run();
    await rig.work();
    rig.put('p1', { upn: 'free@example.org' });
    await rig.settle(3);
    expect(asked).toHaveLength(20);
    expect(rig.record('p1').have).toMatchObject({ accountId: 't2', searchPage: null });
  });

  it('ends with the name held by nobody to be seen', async () => {
    const { rig, asked } = await hidden(1000);
    await rig.settle(20);
    expect(asked).toHaveLength(400);
    expect(rig.record('p1').have).toMatchObject({ accountId: null, reason: 'name-taken-unseen', searchPage: null });
  });
});

describe('an adoption whose answer was lost', () => {
  it('is found again after the index lag, even when the person has another name by then', async () => {
    const rig = createRig();
    const account = rig.world.target.seed(NAME, true);
    const { ports } = rig.instance;
    const { target } = ports;
    let open = true;
    const update: Target['update'] = async (...args) => {
      const answer = await target.update(...args);
      if (!open) return answer;
      open = false;
      throw new ConnectorError('genesys-outcome-unknown', 'no answer', { kind: 'unknown', status: 503 });
    };
    rig.instance = { ...rig.instance, ports: { ...ports, target: { ...target, update } } };
    await rig.pass(1000);
    rig.world.target.faults = { ...rig.world.target.faults, indexLagMs: 3 * MINUTE };
    rig.put('p1');
    await rig.settle(1);
    expect([open, account.externalId]).toEqual([false, 'p1']);
    rig.put('p1', { upn: 'renamed@example.org' });
    await rig.settle(25);
    expect(rig.world.target.accounts.size).toBe(1);
    expect(account.values.get('userName' as AttributeName)).toBe('renamed@example.org');
    expect(rig.record('p1').have).toMatchObject({ accountId: account.id, state: 'active' });
    expect(rig.world.records.peekDue()).toEqual([]);
  });
});

describe('a target whose filter on user names minds letter case', () => {
  it('is asked for the name in lower case too, with a grant of its own', async () => {
    const rig = createRig();
    const account = rig.world.target.seed(NAME, true);
    const { ports } = rig.instance;
    const { target, budget } = ports;
    const asked: string[] = [];
    let grants = 0;
    const exact: Target['searchByUserName'] = async (userName) => {
      asked.push(`${userName} after ${grants} grants`);
      return userName === NAME ? target.searchByUserName(userName) : [];
    };
    const counting: typeof budget = {
      ...budget,
      grant: (wanted) => {
        grants += 1;
        return budget.grant(wanted);
      },
    };
    rig.instance = {
      ...rig.instance,
      ports: { ...ports, target: { ...target, searchByUserName: exact }, budget: counting },
    };
    rig.put('p1', { upn: 'P1@example.org' });
    await rig.settle(2);
    // The refused create and the search by object id come before.
    expect(asked).toEqual(['P1@example.org after 3 grants', `${NAME} after 4 grants`]);
    expect(rig.record('p1').have).toMatchObject({ accountId: account.id, state: 'active', reason: null });
  });
});
