import { failure, type Page, type Rig, startRig } from './rig.ts';

const appId = '11111111-2222-4333-8444-555555555555';
const list = `/servicePrincipals(appId='${appId}')/appRoleAssignedTo`;
let rig: Rig;

beforeEach(async () => {
  rig = await startRig({ appId });
});

afterEach(() => rig.close());

async function seed(count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, n) => ({ userPrincipalName: `p${n}@x.example`, assigned: true }));
  await rig.control('POST seed', people);
}

async function readAll(path: string): Promise<{ sizes: number[]; ids: Set<unknown> }> {
  const sizes: number[] = [];
  const ids = new Set<unknown>();
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: Page = await rig.page(next);
    sizes.push(page.value.length);
    for (const row of page.value) ids.add(row.principalId);
    next = page['@odata.nextLink'];
  }
  return { sizes, ids };
}

describe('the service principal', () => {
  it('is found by object id and by application id', async () => {
    const byApp = (await (await rig.get(`/servicePrincipals(appId='${appId}')`)).json()) as { id: string };
    const byId = await (await rig.get(`/servicePrincipals/${byApp.id}?$select=id,appId`)).json();

    expect(byId).toMatchObject({ id: byApp.id, appId });
    expect(await failure(await rig.get("/servicePrincipals(appId='other')"))).toMatchObject({ status: 404 });
    expect(await failure(await rig.get('/servicePrincipals/other/appRoleAssignedTo'))).toMatchObject({ status: 404 });
  });
});

describe('the list of assignments', () => {
  it('has 100 rows a page by default and up to 999 with $top', async () => {
    await seed(250);

    const standard = await readAll(list);
    const large = await readAll(`${list}?$top=999`);
    const odd = await readAll(`${list}?$top=120`);

    expect(standard.sizes).toEqual([100, 100, 50]);
    expect(large.sizes).toEqual([250]);
    expect(odd.sizes).toEqual([120, 120, 10]);
    expect([standard.ids.size, large.ids.size, odd.ids.size]).toEqual([250, 250, 250]);
  });

  it.each([
    ['$top=1000', 'Request_BadRequest'],
    ['$top=0', 'Request_BadRequest'],
    [`$filter=principalId eq 'x'`, 'Request_UnsupportedQuery'],
    ['$select=shoeSize', 'BadRequest'],
    ['$skiptoken=abcdefghijklmnopqrstuvwxyz', 'Request_BadRequest'],
  ])('refuses %s', async (query, code) => {
    await seed(1);

    expect(await failure(await rig.get(`${list}?${query}`))).toEqual({ status: 400, code });
  });

  it('describes a row as the service does and filters by the documented properties', async () => {
    const id = await rig.person({ displayName: 'Ada', assigned: true });
    await rig.person({ displayName: 'Bob', assigned: true });
    const { value } = await rig.page(`${list}?$filter=startswith(principalDisplayName,'ad')`);

    expect(value).toMatchObject([
      {
        principalId: id,
        principalType: 'User',
        principalDisplayName: 'Ada',
        appRoleId: '00000000-0000-0000-0000-000000000000',
        deletedDateTime: null,
      },
    ]);
  });

  it('follows assigning and unassigning, one row for each role', async () => {
    const id = await rig.person({});
    const role = '18d14569-c3bd-439b-9a66-3a2aee01d14f';
    const count = async () => (await rig.page(list)).value.length;
    const counts = [await count()];
    for (const [action, body] of [
      ['assign', {}],
      ['assign', {}],
      ['assign', { appRoleId: role }],
      ['unassign', { appRoleId: role }],
      ['unassign', {}],
    ] as const) {
      await rig.control(`POST people/${id}/${action}`, body);
      counts.push(await count());
    }

    expect(counts).toEqual([0, 1, 1, 2, 1, 0]);
  });

  it('leaves out people in the deleted items, or keeps them, as switched; a purge ends the assignment', async () => {
    const id = await rig.person({ assigned: true });
    const count = async () => (await rig.page(list)).value.length;
    await rig.control(`POST people/${id}/soft-delete`);
    const vanished = await count();
    await rig.control('POST switches', { softDeletedAssignmentVanishes: false });
    const kept = await count();
    await rig.control('POST switches', { softDeletedAssignmentVanishes: true });
    await rig.control(`POST people/${id}/restore`);
    const restored = await count();
    await rig.control(`POST people/${id}/purge`);

    expect([vanished, kept, restored, await count()]).toEqual([0, 1, 1, 0]);
    expect(await rig.control(`GET people/${id}`)).toMatchObject({ state: 'purged', assigned: false });
  });

  it('lists groups that were assigned as groups', async () => {
    await rig.control('POST groups', { displayName: 'Agents' });

    expect((await rig.page(list)).value).toMatchObject([{ principalType: 'Group', principalDisplayName: 'Agents' }]);
  });

  it('hides that there is more behind a full page when switched so, or when $filter meets $top', async () => {
    await seed(150);
    await rig.control('POST switches', { assignmentsWithoutLink: true });
    const full = await rig.page(list);
    await rig.control('POST switches', { assignmentsWithoutLink: false, filterWithTopDropsLink: true });
    const filtered = await rig.page(`${list}?$top=10&$filter=startswith(principalDisplayName,'P')`);

    expect(full.value).toHaveLength(100);
    expect(full['@odata.nextLink']).toBeUndefined();
    expect(filtered.value).toHaveLength(10);
    expect(filtered['@odata.nextLink']).toBeUndefined();
  });

  it('lets its next links die within minutes', async () => {
    await seed(101);
    const next = (await rig.page(list))['@odata.nextLink'] ?? '';
    rig.clock.now += 6 * 60_000;

    expect(await failure(await rig.get(next))).toEqual({ status: 400, code: 'Directory_ExpiredPageToken' });
  });
});
