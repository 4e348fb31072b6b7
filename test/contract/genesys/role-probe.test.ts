import { type GenesysSimulator, startGenesysSimulator } from '../../../local/genesys-simulator/start.ts';
import { createOAuthCredential } from '../../../shared/genesys/oauth-credential.ts';
import { createRoleProbe } from '../../../shared/genesys/role-probe.ts';
import { fixedSecret } from '../../../shared/http/secret-source.ts';
import type { RateLimits } from '../../../shared/sync/ports.ts';
import { realClock, rejection } from '../../support/scripted-server.ts';

let simulator: GenesysSimulator;
let seen: RateLimits[] = [];

beforeEach(async () => {
  simulator = await startGenesysSimulator({ clientId: 'id', clientSecret: 'secret' });
  seen = [];
});

afterEach(() => simulator.close());

async function control(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${simulator.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

function probe() {
  const shared = { clock: realClock, userAgent: 'test' };
  const login = { loginUrl: simulator.url, clientId: 'id', clientSecret: fixedSecret('secret') };
  const credential = createOAuthCredential({ ...shared, ...login });
  return createRoleProbe({ ...shared, apiUrl: simulator.url, credential, observe: (limits) => seen.push(limits) });
}

describe('the read that shows the role', () => {
  it('is answered while the permission is there, and counts towards the limit', async () => {
    expect(await probe().holdsGroupEdit()).toBe(true);
    expect(seen).toEqual([expect.objectContaining({ allowed: 300 })]);
  });

  it('is refused without it', async () => {
    await control('switches', { missingPermissions: ['directory:group:edit'] });

    expect(await probe().holdsGroupEdit()).toBe(false);
  });

  it('says nothing while the service is away', async () => {
    await control('faults', { kind: 'status', status: 503, path: '/api/v2/scim/v2/groups' });

    expect(await rejection(probe().holdsGroupEdit())).toMatchObject({ code: 'genesys-unavailable' });
  });
});

describe('the clock of the simulator', () => {
  it('is as far ahead in its answers as the switch says', async () => {
    await control('switches', { clockOffsetMs: -600_000 });
    const { headers } = await fetch(`${simulator.url}/api/v2/scim/v2/users`);
    const behind = Date.now() - Date.parse(headers.get('date') ?? '');

    expect(behind).toBeGreaterThanOrEqual(599_000);
    expect(behind).toBeLessThan(605_000);
  });
});
