import { startGenesysSimulator } from '../../../local/genesys-simulator/start.ts';
import type { AttributeName, AttributeValue } from '../../../shared/domain/mapping/types.ts';
import { createOAuthCredential } from '../../../shared/genesys/oauth-credential.ts';
import { createScimTarget } from '../../../shared/genesys/scim-client.ts';
import type { RateLimits, Target } from '../../../shared/sync/ports.ts';
import { realClock, rejection } from '../../support/scripted-server.ts';

let simulator: Awaited<ReturnType<typeof startGenesysSimulator>>;
let target: Target;
let limits: RateLimits[] = [];

beforeEach(async () => {
  simulator = await startGenesysSimulator({ clientId: 'id', clientSecret: 'secret' });
  limits = [];
  const shared = { clock: realClock, userAgent: 'test' };
  target = createScimTarget({
    ...shared,
    apiUrl: simulator.url,
    credential: createOAuthCredential({
      ...shared,
      loginUrl: simulator.url,
      clientId: 'id',
      clientSecret: async () => 'secret',
    }),
    observe: (seen) => limits.push(seen),
    writable: () => true,
  });
});
afterEach(() => simulator.close());

const soon = () => ({ deadline: Date.now() + 10_000 });
const values = (pairs: Record<string, AttributeValue>) =>
  new Map(Object.entries(pairs).map(([name, value]) => [name as AttributeName, value]));
const ADA = values({
  userName: 'ada@example.org',
  displayName: 'Ada "A" Example',
  title: 'Agent',
  'emails[type eq "work"].value': 'work@example.org',
  'phoneNumbers[type eq "work"].value': '+13175550100',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'Care',
  'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "microsoftteams"].value':
    'object-1',
});
async function control(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${simulator.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

describe('the SCIM target against the simulator', () => {
  it('creates an account that shows every value', async () => {
    const created = await target.create('object-1', ADA, soon());

    expect(created).toMatchObject({ active: true, userName: 'ada@example.org', externalId: 'object-1' });
    for (const [name, value] of ADA) expect([name, created.values.get(name)]).toEqual([name, value]);
    expect(await target.read(created.id)).toEqual(created);
    expect(limits.at(-1)).toMatchObject({ allowed: 300 });
  });

  it('changes, adds and clears values in one request, and leaves the others alone', async () => {
    const { id } = await target.create('object-1', ADA, soon());
    const teams =
      'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "microsoftteams"].value';
    const changes = values({
      title: null,
      displayName: 'Ada Lovelace',
      'phoneNumbers[type eq "work"].value': null,
      'phoneNumbers[type eq "mobile"].value': '+13175550101',
      'emails[type eq "work"].value': null,
      [teams]: null,
    });

    const updated = await target.update(id, changes, { ...soon(), externalId: 'object-2' });

    expect(updated.externalId).toBe('object-2');
    for (const [name, value] of changes) expect([name, updated.values.get(name) ?? null]).toEqual([name, value]);
    const department = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department' as AttributeName;
    expect(updated.values.get(department)).toBe('Care');
  });

  it('clears values by writing their attributes whole where an explicit remove has no effect', async () => {
    await control('switches', { removeValuePath: 'ignored', removeAttribute: 'ignored' });
    const { id } = await target.create('object-1', ADA, soon());
    await target.update(id, values({ 'phoneNumbers[type eq "mobile"].value': '+13175550101' }), soon());
    const work = 'phoneNumbers[type eq "work"].value' as AttributeName;
    const mail = 'emails[type eq "work"].value' as AttributeName;
    const cleared = new Map([work, mail].map((name) => [name, null]));
    const ignored = await target.update(id, cleared, soon());
    expect(ignored.values.get(work)).toBe('+13175550100');

    const shown = await target.clearWhole(ignored, [...cleared.keys()], soon());

    for (const name of cleared.keys()) expect([name, shown.values.get(name) ?? null]).toEqual([name, null]);
    const kept = values({
      'phoneNumbers[type eq "mobile"].value': '+13175550101',
      title: 'Agent',
    });
    for (const [name, value] of kept) expect([name, shown.values.get(name)]).toEqual([name, value]);
  });

  it('writes the numbers that stay as they are taken, not as they are shown', async () => {
    const { id } = await target.create('object-1', ADA, soon());
    const mobile = 'phoneNumbers[type eq "mobile"].value' as AttributeName;
    await target.update(id, new Map([[mobile, '+4915112345678']]), soon());
    await control('switches', { phoneEcho: 'spaced' });
    const shown = await target.read(id);
    if (shown === undefined) throw new Error('the account is gone');
    expect(shown.values.get(mobile)).toContain(' ');

    const left = await target.clearWhole(shown, ['phoneNumbers[type eq "work"].value' as AttributeName], soon());

    expect(left.values.get('phoneNumbers[type eq "work"].value' as AttributeName)).toBeUndefined();
    expect(left.values.get(mobile)).toBe(shown.values.get(mobile));
  });

  it('finds accounts by external id and by name in any letter case', async () => {
    const { id } = await target.create('object-1', ADA, soon());

    expect(await target.searchByExternalId('object-1')).toMatchObject([{ id }]);
    expect(await target.searchByExternalId('object-"1')).toEqual([]);
    expect(await target.searchByUserName('ADA@example.org')).toMatchObject([{ id }]);
  });

  it('finds accounts by what Genesys can filter on and by nothing else', async () => {
    const number = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber' as AttributeName;
    const { id } = await target.create('object-1', new Map([...ADA, [number, '77']]), soon());

    expect(await target.searchByAttribute(number, '77')).toMatchObject([{ id }]);
    expect(await target.searchByAttribute(number, '78')).toEqual([]);
    expect(await target.searchByAttribute('userName' as AttributeName, 'ADA@example.org')).toMatchObject([{ id }]);
    expect(await rejection(target.searchByAttribute('title' as AttributeName, 'x'))).toMatchObject({
      kind: 'contract',
    });
  });

  it('switches an account, refuses a stale version, and removes it', async () => {
    const created = await target.create('object-1', ADA, soon());
    const version = created.version ?? '';

    const inactive = await target.setActive(created.id, false, { ...soon(), ifMatch: version });

    expect(inactive.active).toBe(false);
    for (const versionMismatch of ['409', '400', '412']) {
      await control('switches', { versionMismatch });
      const stale = await rejection(target.remove(created.id, { ...soon(), ifMatch: version }));
      expect(stale).toMatchObject({ kind: 'version' });
    }
    await target.remove(created.id, { ...soon(), ifMatch: inactive.version ?? '' });
    expect(await target.read(created.id)).toBeUndefined();
    expect(await rejection(target.remove(created.id, soon()))).toMatchObject({ kind: 'notFound' });
  });

  it('lists inactive accounts page by page', async () => {
    const users = Array.from({ length: 30 }, (_, index) => ({
      userName: `user${index}@example.org`,
      displayName: `User ${index}`,
      state: 'inactive',
    }));
    await control('users', users);

    const first = await target.listInactive(1);
    const second = await target.listInactive(first.next ?? 0);

    expect([first.accounts.length, first.next]).toEqual([25, 26]);
    expect(second.accounts).toHaveLength(5);
    expect(second.next).toBeUndefined();
  });

  it('reports a held name as a conflict', async () => {
    await target.create('object-1', ADA, soon());

    expect(await rejection(target.create('object-2', ADA, soon()))).toMatchObject({ kind: 'conflict' });
  });

  it.each(['before', 'after'])('cannot know the outcome of a create that is cut %s it takes effect', async (when) => {
    await control('faults', { kind: 'reset', method: 'POST', path: '/api/v2/scim/*', when });

    expect(await rejection(target.create('object-1', ADA, soon()))).toMatchObject({ kind: 'unknown' });
    expect(await target.searchByExternalId('object-1')).toHaveLength(when === 'after' ? 1 : 0);
  });

  it('fetches another token when one dies early', async () => {
    await control('switches', { tokenDiesAfterRequests: 1 });

    await target.probe();
    await target.probe();

    expect(limits.length).toBeGreaterThanOrEqual(2);
  });

  it('reports missing permissions', async () => {
    await control('switches', { missingPermissions: ['directory:user:delete'] });
    const { id } = await target.create('object-1', ADA, soon());

    expect(await rejection(target.remove(id, soon()))).toMatchObject({ kind: 'permission' });
  });
});
