import { failure, type Page, type Rig, startRig } from './rig.ts';

const GRAPH = "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";
const IDENTITY = '7d6f0c1e-2b1a-4f0e-9a57-3c5e0b9d8f42';
const GRANTS = `/servicePrincipals/${IDENTITY}/appRoleAssignments`;
/** The published id of Group.Read.All. */
const GROUP_READ = '5b567255-7703-4780-807c-7be8301ae99b';
let rig: Rig;

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.close());

async function graphId(): Promise<string> {
  return ((await (await rig.get(`${GRAPH}?$select=id`)).json()) as { id: string }).id;
}

async function grant(body: Record<string, unknown>, token = 'admin-token'): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return await fetch(`${rig.url}/v1.0${GRANTS}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe('the permissions that Graph offers', () => {
  it('have their published ids, beside roles that only people can have', async () => {
    const body = (await (await rig.get(`${GRAPH}?$select=id,appRoles`)).json()) as { appRoles: object[] };

    expect(body.appRoles).toContainEqual(
      expect.objectContaining({ value: 'Group.Read.All', id: GROUP_READ, allowedMemberTypes: ['Application'] }),
    );
    expect(body.appRoles).toContainEqual(
      expect.objectContaining({ value: 'User.Read.All', allowedMemberTypes: ['User'] }),
    );
  });

  it('are shown to whoever may read applications', async () => {
    await rig.control('POST switches', { roles: 'User.Read.All' });

    expect(await failure(await rig.get(GRAPH))).toMatchObject({ status: 403, code: 'Authorization_RequestDenied' });
  });
});

describe('the permissions of the identity', () => {
  it('are those of the switch, page by page, beside one of another resource', async () => {
    await rig.control('POST switches', { assignmentPageSize: 2 });
    const resource = await graphId();
    const rows: Readonly<Record<string, unknown>>[] = [];
    for (let next: string | undefined = GRANTS; next !== undefined; ) {
      const page: Page = await rig.page(next);
      rows.push(...page.value);
      next = page['@odata.nextLink'];
    }

    expect(rows).toHaveLength(3);
    expect(rows.filter(({ resourceId }) => resourceId === resource)).toHaveLength(2);
    expect(rows.every(({ principalId }) => principalId === IDENTITY)).toBe(true);
  });

  it('grow with a grant, which shows in new tokens', async () => {
    const resourceId = await graphId();
    const answer = await grant({ principalId: IDENTITY, resourceId, appRoleId: GROUP_READ });

    expect([answer.status, await answer.json()]).toEqual([201, expect.objectContaining({ appRoleId: GROUP_READ })]);
    expect(await rig.control('GET switches')).toMatchObject({
      roles: 'User.Read.All Application.Read.All Group.Read.All',
    });
  });

  it('are granted once: the second time answers 400', async () => {
    const body = { principalId: IDENTITY, resourceId: await graphId(), appRoleId: GROUP_READ };
    await grant(body);

    expect(await failure(await grant(body))).toEqual({ status: 400, code: 'Request_BadRequest' });
  });

  it('are granted by nobody without the right to, however much else they may read', async () => {
    await rig.control('POST switches', { roles: 'Application.Read.All Directory.Read.All' });
    const body = { principalId: IDENTITY, resourceId: await graphId(), appRoleId: GROUP_READ };

    expect(await failure(await grant(body, 'rig-token'))).toMatchObject({ status: 403 });
  });

  it.each([
    [{ appRoleId: '00000000-0000-4000-8000-000000000009' }, 400],
    [{ appRoleId: undefined }, 400],
    [{ resourceId: IDENTITY }, 404],
    [{ principalId: GROUP_READ }, 404],
    [{ more: 'x' }, 400],
  ])('are not granted for what does not fit: %j', async (change, status) => {
    const whole = { principalId: IDENTITY, resourceId: await graphId(), appRoleId: GROUP_READ };

    expect((await grant({ ...whole, ...change })).status).toBe(status);
  });
});

describe("Entra's own provisioning", () => {
  async function jobs(address?: string): Promise<Response> {
    const { servicePrincipalId, appId } = (await rig.control('GET state')) as Record<string, string>;
    const path =
      address === 'appId' ? `servicePrincipals(appId='${appId}')` : `servicePrincipals/${servicePrincipalId}`;
    return await rig.get(`/${path}/synchronization/jobs`);
  }

  it('is shown to whoever may read it, by object id', async () => {
    await rig.control('POST switches', { roles: 'Synchronization.Read.All' });
    const none = await jobs();
    await rig.control('POST provisioning', { state: 'Active' });
    const one = await jobs();

    expect(await none.json()).toMatchObject({ value: [] });
    expect(await one.json()).toMatchObject({ value: [{ schedule: { state: 'Active' } }] });
    expect((await jobs('appId')).status).toBe(501);
  });

  it('is not part of what Directory.Read.All opens', async () => {
    await rig.control('POST switches', { roles: 'Directory.Read.All Application.Read.All' });

    expect(await failure(await jobs())).toMatchObject({ status: 403 });
  });

  it('takes no other state than a job can have', async () => {
    await expect(rig.control('POST provisioning', { state: 'Running' })).rejects.toThrow(/400.*None, Active/);
  });
});

describe('the clock of the service', () => {
  it('is ahead or behind as the switch says, in headers, waits and tokens', async () => {
    await rig.control('POST switches', { clockOffsetMs: -600_000 });
    const told = rig.clock.now - 600_000;
    await rig.control('POST faults', { kind: 'throttle', path: '*', retryAfter: 'date', seconds: 20 });
    const { headers } = await rig.get('/organization');

    expect(Date.parse(headers.get('date') ?? '')).toBe(told);
    expect(Date.parse(headers.get('retry-after') ?? '')).toBe(told + 20_000);
    await expect(rig.control('POST switches', { clockOffsetMs: -86_400_001 })).rejects.toThrow(/400/);
  });
});

describe('a token of an application without permissions', () => {
  it('has no such claim, and opens nothing', async () => {
    await rig.control('POST switches', { roles: '' });
    const scope = 'https://graph.microsoft.com/.default';
    const form = { grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope };
    const url = `${rig.url}/tenant/oauth2/v2.0/token`;
    const answer = await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
    const token = (answer as { access_token: string }).access_token;
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    const refused = await rig.get('/organization', { authorization: `Bearer ${token}` });

    expect(Object.keys(claims)).not.toContain('roles');
    expect(refused.status).toBe(403);
  });
});
