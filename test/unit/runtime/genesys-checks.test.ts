import { ConnectorError, type ErrorKind } from '../../../shared/domain/connector-error.ts';
import { DEFAULT_LEAVER_ACTIONS, type LeaverActions } from '../../../shared/domain/guard.ts';
import { compileMapping } from '../../../shared/domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../../../shared/domain/mapping/default-mapping.ts';
import { genesysChecks } from '../../../shared/runtime/genesys-checks.ts';
import { document, documentKey, OPEN_GATE } from '../../../shared/sync/control-documents.ts';
import { runChecks } from '../../../shared/sync/preflight.ts';
import { createMemoryControl } from '../../support/memory/memory-control.ts';

const clock = { now: () => 0, sleep: async () => undefined };
const SHOWN = 'permission:directory:group:edit';
const KEEP = Object.fromEntries(Object.keys(DEFAULT_LEAVER_ACTIONS).map((name) => [name, 'keep'])) as never;

function mapping(...more: { target: string; expression: string }[]) {
  const built = compileMapping({ ...DEFAULT_MAPPING, attributes: [...DEFAULT_MAPPING.attributes, ...more] });
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  return built.mapping;
}

interface World {
  readonly gate?: { readonly closed: boolean; readonly cause: ErrorKind };
  readonly tables?: boolean;
  /** Every window of the request limit is used up by others. */
  readonly noRoom?: boolean;
  readonly holdsGroupEdit?: boolean;
  readonly leaverActions?: LeaverActions;
  readonly mapped?: ReturnType<typeof mapping>;
}

async function ask(world: World = {}) {
  const { tables = true, holdsGroupEdit = true, leaverActions = DEFAULT_LEAVER_ACTIONS, mapped = mapping() } = world;
  const control = createMemoryControl();
  if (world.gate !== undefined) {
    const gate = { ...OPEN_GATE, ...world.gate, reason: 'genesys-missing-permission' };
    await control.write(documentKey('gate'), document('gate', gate).gate ?? null, undefined);
  }
  let grants = 0;
  const waits: number[] = [];
  const checks = genesysChecks({
    ports: {
      configuration: { mapping: mapped, leaverActions },
      budget: {
        grant: async ({ maxWaitMs }) => {
          grants += 1;
          waits.push(maxWaitMs);
          if (world.noRoom === true) throw new ConnectorError('budget-wait', 'used up', { kind: 'throttled' });
        },
      },
      target: { probe: async () => undefined },
      control,
    },
    credential: { getToken: async () => 'token', renew: async () => 'token' },
    role: { holdsGroupEdit: async () => holdsGroupEdit },
    prepare: async () => {
      if (!tables) throw new ConnectorError('tables', 'away', { kind: 'unavailable' });
    },
  });
  const results = await runChecks(checks, clock);
  return { results: new Map(results.map((result) => [result.check, result])), grants, waits };
}

describe('the checks of Genesys', () => {
  it('ask with a grant for each read, and say of permissions to write that nothing shows them', async () => {
    const { results, grants } = await ask();

    expect(grants).toBe(2);
    expect([...results].map(([name, { state }]) => `${name} ${state}`)).toEqual([
      'genesys-login ok',
      'genesys-api ok',
      `${SHOWN} ok`,
      'permission:directory:user:add not known',
      'permission:directory:user:edit not known',
      'permission:directory:user:delete not known',
      'permission:telephony:extension:assign not known',
    ]);
  });

  it('follow the configuration: what is neither mapped nor deleted needs no permission', async () => {
    const genesys = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
    const more = mapping(
      { target: 'roles', expression: '"employee"' },
      { target: `${genesys}:routingSkills`, expression: '[department]' },
    );
    const { results } = await ask({ mapped: more, leaverActions: KEEP });
    const names = [...results.keys()];

    expect(names).not.toContain('permission:directory:user:delete');
    expect(names).toEqual(
      expect.arrayContaining(['permission:authorization:grant:add', 'permission:routing:skill:assign']),
    );
    expect(names).not.toContain('permission:routing:language:assign');
  });

  it('need no permission for a kind of write that the mapping switches off', async () => {
    const built = compileMapping({ ...DEFAULT_MAPPING, operations: { delete: false } });
    if (!built.ok) throw new Error(JSON.stringify(built.faults));
    const { results } = await ask({ mapped: built.mapping });

    expect([...results.keys()]).not.toContain('permission:directory:user:delete');
    expect([...results.keys()]).toContain('permission:directory:user:add');
  });

  it('name the role when its read is refused', async () => {
    const { results } = await ask({ holdsGroupEdit: false });

    expect(results.get(SHOWN)).toMatchObject({ state: 'failed', hint: expect.stringContaining('SCIM Integration') });
  });

  it('take a gate that a refused write has closed for an answer, and no other one', async () => {
    const refused = await ask({ gate: { closed: true, cause: 'permission' } });
    const outage = await ask({ gate: { closed: true, cause: 'unavailable' } });
    const past = await ask({ gate: { closed: false, cause: 'permission' } });
    const state = ({ results }: typeof past) => results.get('permission:directory:user:add')?.state;

    expect([state(refused), state(outage), state(past)]).toEqual(['failed', 'not known', 'not known']);
  });

  it('have not failed while others use up the request limit, and give up before a check must have answered', async () => {
    const { results, waits } = await ask({ noRoom: true });

    expect(results.get('genesys-api')).toMatchObject({ state: 'not known', hint: expect.stringContaining('again') });
    expect(results.get(SHOWN)?.state).toBe('not known');
    expect(Math.max(...waits)).toBeLessThan(45_000);
  });

  it('ask nothing that needs the budget while the tables are away', async () => {
    const { results, grants } = await ask({ tables: false });

    expect(grants).toBe(0);
    expect(results.get('genesys-api')).toMatchObject({ state: 'not known', hint: 'see tables' });
    expect(results.get(SHOWN)?.state).toBe('not known');
    expect(results.get('permission:directory:user:add')?.state).toBe('not known');
  });
});
