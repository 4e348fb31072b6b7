import { ManagedIdentityCredential } from '@azure/identity';
import { failure, type Rig, startRig } from './rig.ts';

const graphScope = 'https://graph.microsoft.com/.default';
let rig: Rig;

beforeEach(async () => {
  rig = await startRig();
});

afterEach(() => rig.close());

async function login(changes: Record<string, string> = {}): Promise<Response> {
  const form = { grant_type: 'client_credentials', client_id: 'c', client_secret: 's', scope: graphScope, ...changes };
  return await fetch(`${rig.url}/tenant/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
}

async function tokenFor(scope: string): Promise<string> {
  const body = (await (await login({ scope })).json()) as { access_token: string };
  return body.access_token;
}

async function call(authorization: string | undefined, path = '/organization'): Promise<Response> {
  return await fetch(`${rig.url}/v1.0${path}`, { headers: authorization === undefined ? {} : { authorization } });
}

describe('access tokens', () => {
  it('are given for client credentials and open Graph until they expire', async () => {
    const token = await tokenFor(graphScope);
    const early = await call(`Bearer ${token}`);
    rig.clock.now += 3_600_000;
    const late = await call(`Bearer ${token}`);

    expect(early.status).toBe(200);
    expect(await failure(late)).toEqual({ status: 401, code: 'InvalidAuthenticationToken' });
  });

  it('open Graph only when made for it or for the address of the simulator', async () => {
    const own = await call(`Bearer ${await tokenFor(`${rig.url}/.default`)}`);
    const other = await call(`Bearer ${await tokenFor('https://vault.azure.net/.default')}`);

    expect([own.status, other.status]).toEqual([200, 401]);
  });

  it.each([undefined, 'Basic abc', 'Bearer made-up'])('are demanded: %s is refused', async (authorization) => {
    expect(await failure(await call(authorization))).toEqual({ status: 401, code: 'InvalidAuthenticationToken' });
  });

  it.each([
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ client_id: '' }, 'invalid_request'],
    [{ client_secret: '' }, 'invalid_client'],
    [{ scope: 'User.Read.All' }, 'invalid_scope'],
  ])('are refused for %j', async (changes, error) => {
    expect(await (await login(changes)).json()).toMatchObject({ error });
  });

  it('carry the roles of the moment they were given', async () => {
    const before = await tokenFor(graphScope);
    await rig.control('POST switches', { roles: 'User.Read.All' });
    const after = await tokenFor(graphScope);
    const { servicePrincipalId } = (await rig.control('GET state')) as { servicePrincipalId: string };
    const path = `/servicePrincipals/${servicePrincipalId}`;

    expect((await call(`Bearer ${before}`, path)).status).toBe(200);
    expect(await failure(await call(`Bearer ${after}`, path))).toEqual({
      status: 403,
      code: 'Authorization_RequestDenied',
    });
  });

  it('are given to the client library of managed identities', async () => {
    const former = { ...process.env };
    process.env.IDENTITY_ENDPOINT = `${rig.url}/msi/token`;
    process.env.IDENTITY_HEADER = 'secret';
    rig.clock.now = Date.now();

    const token = await new ManagedIdentityCredential().getToken(graphScope);
    process.env = former;

    expect((await call(`Bearer ${token.token}`)).status).toBe(200);
  });
});
