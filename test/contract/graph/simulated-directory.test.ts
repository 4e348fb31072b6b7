import { startGraphSimulator } from '../../../local/graph-simulator/start.ts';
import { fixedCredential } from '../../../shared/graph/credential.ts';
import { createDirectoryProbe } from '../../../shared/graph/directory-probe.ts';
import { createDirectory } from '../../../shared/graph/graph-client.ts';
import type { DeltaItem, Directory } from '../../../shared/sync/ports.ts';
import { realClock, rejection } from '../../support/scripted-server.ts';

const APP = '7f3c1d52-2f0a-4a36-9a7e-6a5d1c0b9e11';
const SELECT = ['accountEnabled', 'displayName', 'id', 'userPrincipalName'];
let simulator: Awaited<ReturnType<typeof startGraphSimulator>>;
let directory: Directory;

beforeEach(async () => {
  simulator = await startGraphSimulator({ appId: APP, pageSize: 2 });
  directory = createDirectory(options());
});
afterEach(() => simulator.close());

function options(appId = APP) {
  return {
    baseUrl: simulator.url,
    credential: fixedCredential('rig-token', simulator.url),
    clock: realClock,
    uuid: () => crypto.randomUUID(),
    servicePrincipal: { appId },
  };
}
async function control(path: string, body: unknown = {}): Promise<{ id: string }> {
  const answer = await fetch(`${simulator.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
  return (await answer.json()) as { id: string };
}
const person = (name: string) =>
  control('people', { displayName: name, userPrincipalName: `${name}@example.org`, accountEnabled: true });
async function round(link?: string): Promise<{ items: DeltaItem[]; deltaLink: string }> {
  const items: DeltaItem[] = [];
  let page = link === undefined ? await directory.firstUsersPage(SELECT) : await directory.usersPage(link);
  items.push(...page.items);
  while (page.nextLink !== undefined) {
    page = await directory.usersPage(page.nextLink);
    items.push(...page.items);
  }
  return { items, deltaLink: page.deltaLink ?? '' };
}

describe('the directory against the simulator', () => {
  it('reads a first round page by page and then only what changed', async () => {
    const people = [await person('ada'), await person('bob'), await person('cy')];
    const first = await round();
    expect(first.items.map(({ id }) => id).sort()).toEqual(people.map(({ id }) => id).sort());

    await control(`people/${people[1]?.id}/soft-delete`);
    const second = await round(first.deltaLink);

    expect(second.items).toMatchObject([{ id: people[1]?.id, removed: 'changed' }]);
  });

  it('takes up from now on without reading everybody', async () => {
    await person('ada');
    const link = await directory.latestUsersLink(SELECT);
    const { id } = await person('bob');

    expect((await round(link)).items).toMatchObject([{ id, user: { displayName: 'bob' } }]);
  });

  it.each([
    ['older-than-30-days', 'graph-token-lost'],
    ['gone-with-location', 'graph-token-lost'],
    ['sync-state-not-found', 'graph-token-lost'],
    ['badly-formed', 'graph-token-damaged'],
  ])('knows an expired delta link in the form %s', async (expiryForm, code) => {
    const link = await directory.latestUsersLink(SELECT);
    await control('faults', { kind: 'token-expired', path: '/v1.0/users/delta', form: expiryForm });

    expect(await rejection(directory.usersPage(link))).toMatchObject({ kind: 'tokenLost', code });
  });

  it('knows an expired page', async () => {
    for (const name of ['ada', 'bob', 'cy']) await person(name);
    const { nextLink = '' } = await directory.firstUsersPage(SELECT);
    await control('faults', { kind: 'page-token-expired', path: '/v1.0/users/delta' });

    expect(await rejection(directory.usersPage(nextLink))).toMatchObject({ kind: 'pageTokenLost' });
  });

  it.each([
    ['html', 'unavailable'],
    ['truncated', 'contract'],
    ['cut-off', 'unavailable'],
    ['reset', 'unavailable'],
    ['throttle', 'throttled'],
    ['forbidden', 'permission'],
    ['no-value', 'contract'],
    ['both-links', 'contract'],
    ['no-link', 'contract'],
    ['foreign-link', 'contract'],
    ['item-without-id', 'contract'],
  ])('tells the fault %s as %s', async (fault, kind) => {
    for (const name of ['ada', 'bob', 'cy']) await person(name);
    await control('faults', { kind: fault, path: '/v1.0/users/delta' });

    expect(await rejection(directory.firstUsersPage(SELECT))).toMatchObject({ kind });
  });

  it('reads users one by one and in batches, and misses the deleted', async () => {
    const ada = await person('ada');
    const bob = await person('bob');
    await control(`people/${bob.id}/soft-delete`);

    const both = await directory.readUsers([ada.id, bob.id], SELECT);

    expect([[...both.found.keys()], [...both.missing], both.failed.size]).toEqual([[ada.id], [bob.id], 0]);
    expect(both.found.get(ada.id)).toEqual(await directory.readUser(ada.id, SELECT));
    expect(await directory.readUser(bob.id, SELECT)).toBeUndefined();
  });

  it('lists the assignments page by page', async () => {
    const ids = [];
    for (const name of ['ada', 'bob', 'cy']) {
      const { id } = await person(name);
      await control(`people/${id}/assign`);
      ids.push(id);
    }

    const first = await directory.assignmentsPage(undefined, 2);
    const second = await directory.assignmentsPage(first.nextLink, 2);

    expect(second.nextLink).toBeUndefined();
    expect([...first.rows, ...second.rows].map(({ principalId }) => principalId).sort()).toEqual(ids.sort());
  });
});

describe('the probe', () => {
  it('resolves the service principal of an application and reads the users', async () => {
    const probe = createDirectoryProbe(options());

    expect(await probe.servicePrincipalId()).toMatch(/^[\da-f-]{36}$/);
    await expect(probe.readUsers()).resolves.toBeUndefined();
    await control('faults', { kind: 'forbidden', path: '/v1.0/users/*' });
    expect(await rejection(probe.readUsers())).toMatchObject({ kind: 'permission' });
  });

  it('says that an application has no service principal', async () => {
    const probe = createDirectoryProbe(options('00000000-0000-4000-8000-000000000000'));

    expect(await rejection(probe.servicePrincipalId())).toMatchObject({ kind: 'notFound' });
  });
});
