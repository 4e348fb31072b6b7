import type { Diagnosis } from '../../shared/sync/doctor.ts';
import { control, type Ends, openEnds } from '../support/tools/ends.ts';
import { runTool } from '../support/tools/run-tool.ts';
import { startVaultSimulator } from '../support/vault/vault-simulator.ts';

const IDENTITY = '7d6f0c1e-2b1a-4f0e-9a57-3c5e0b9d8f42';
const ROLES = 'User.Read.All Application.Read.All';
let ends: Ends;

// Each case starts a process that loads every client library.
jest.setTimeout(60_000);

beforeAll(async () => {
  ends = await openEnds();
});

beforeEach(() => ends.renew());

afterAll(() => ends?.close());

/** Runs the command; what it says of each check, by name. */
async function doctor(changes: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = await runTool('tools/doctor/main.ts', ['--json'], await ends.settings(changes));
  if (out === '') throw new Error(err);
  const { ok, checks } = JSON.parse(out) as Diagnosis;
  const of = (state: string) => checks.filter((each) => each.state === state).map(({ check }) => check);
  const said = Object.fromEntries(checks.map((each) => [each.check, each]));
  return { code, ok, said, failed: of('failed'), fine: of('ok'), unknown: of('not known') };
}

describe('npm run doctor', () => {
  it('finds nothing wrong where nothing is, and says what it cannot see', async () => {
    await control(ends.graph, 'switches', { roles: `${ROLES} Synchronization.Read.All` });
    const { code, ok, fine, unknown } = await doctor();

    expect([code, ok]).toEqual([0, true]);
    expect(fine).toEqual([
      'settings',
      'tables',
      'queue',
      'graph-login',
      'permission:User.Read.All',
      'permission:Application.Read.All',
      'graph-users',
      'service-principal',
      'gallery-job',
      'genesys-login',
      'genesys-api',
      'permission:directory:group:edit',
      'clock-graph',
      'clock-genesys',
    ]);
    expect(unknown.every((check) => check.startsWith('permission:'))).toBe(true);
    expect(unknown).toContain('permission:directory:user:add');
  });

  it('prints one line for each check, with what to do, and a count', async () => {
    const { code, out, err } = await runTool(
      'tools/doctor/main.ts',
      [],
      await ends.settings({ QUEUE_NAME: 'nowhere' }),
    );
    const lines = out.trim().split('\n');

    expect([code, err]).toEqual([1, '']);
    expect(lines[0]).toMatch(/^ok {9}settings +valid$/);
    expect(lines.find((line) => line.includes(' queue '))).toMatch(
      /^failed {5}queue .* - .*QUEUE_NAME must name a queue/,
    );
    expect(lines.at(-1)).toMatch(/^\d+ ok, 1 failed, \d+ not known$/);
  });

  it('names the permission in Graph that is missing, until the script has granted it', async () => {
    await control(ends.graph, 'switches', { roles: 'User.Read.All' });
    const before = await doctor();
    const admin = { GRAPH_AUTH: 'fixed-token', GRAPH_TOKEN: 'admin-token', GRAPH_URL: ends.graph.url };
    const shown = await runTool('tools/permissions/main.ts', ['--principal', IDENTITY], admin);
    const granted = await runTool('tools/permissions/main.ts', ['--principal', IDENTITY, '--apply'], admin);
    const after = await doctor();

    expect([before.code, before.failed]).toEqual([1, ['permission:Application.Read.All', 'service-principal']]);
    expect(before.said['permission:Application.Read.All']).toMatchObject({
      detail: 'not in the token, which has only User.Read.All',
      hint: expect.stringContaining('npm run permissions'),
    });
    expect(shown).toMatchObject({ code: 1, out: expect.stringMatching(/^there +User.Read.All\nmissing +Appl/m) });
    expect(granted).toMatchObject({ code: 0, out: expect.stringMatching(/^there +User.Read.All\nadded +Appl/m) });
    expect([after.code, after.failed]).toEqual([0, []]);
  });

  it('leaves a token that shows nothing to the reads', async () => {
    const { code, said } = await doctor({ GRAPH_TOKEN: 'rig-token' });

    expect(code).toBe(0);
    expect(said['permission:User.Read.All']).toMatchObject({ state: 'not known' });
    expect(said['service-principal']).toMatchObject({ state: 'ok' });
  });

  it('tells by how much a clock is off, and in which direction', async () => {
    await control(ends.graph, 'switches', { clockOffsetMs: 600_000 });
    await control(ends.genesys, 'switches', { clockOffsetMs: -600_000 });
    const { code, failed, said } = await doctor();

    expect([code, failed]).toEqual([1, ['clock-graph', 'clock-genesys']]);
    expect(said['clock-graph']?.detail).toMatch(/^the local clock is (599|600|601) s behind$/);
    expect(said['clock-genesys']?.detail).toMatch(/^the local clock is (599|600|601) s ahead$/);
  });

  it('sees provisioning of the gallery app that still runs, when it may', async () => {
    await control(ends.graph, 'provisioning', { state: 'Active' });
    const unseen = await doctor();
    await control(ends.graph, 'switches', { roles: `${ROLES} Synchronization.Read.All` });
    const live = await doctor();
    const dry = await doctor({ MODE: 'dry' });
    await control(ends.graph, 'provisioning', { state: 'Paused' });
    const paused = await doctor();

    expect([unseen.code, unseen.said['gallery-job']?.state]).toEqual([0, 'not known']);
    expect([live.code, live.failed]).toEqual([1, ['gallery-job']]);
    expect([dry.code, dry.said['gallery-job']?.detail]).toEqual([0, expect.stringContaining('still runs')]);
    expect([paused.code, paused.said['gallery-job']?.detail]).toEqual([0, expect.stringContaining('does not run')]);
  });

  it('names what is wrong at Genesys: the role, the secret', async () => {
    await control(ends.genesys, 'switches', { missingPermissions: ['directory:group:edit'] });
    const role = await doctor();
    const secret = await doctor({ GENESYS_CLIENT_SECRET: 'wrong' });

    expect([role.code, role.failed]).toEqual([1, ['permission:directory:group:edit']]);
    expect(role.said['permission:directory:group:edit']?.hint).toContain('SCIM Integration');
    expect(secret.failed).toEqual(['genesys-login', 'genesys-api', 'permission:directory:group:edit']);
  });

  it('asks nobody while a setting is wrong, and shows no secret', async () => {
    const { code, failed, said } = await doctor({ MODE: 'wet', DIGEST_KEY: 'short' });

    expect([code, failed]).toEqual([1, ['setting:MODE', 'setting:DIGEST_KEY']]);
    expect(said['setting:MODE']).toMatchObject({
      detail: 'is not allowed; given wet',
      hint: 'allowed: live, dry, paused',
    });
    expect(said['setting:DIGEST_KEY']?.detail).toContain('given ***');
  });

  it('reads the vault when secrets are left to it, and names what it does not give', async () => {
    const vault = await startVaultSimulator();
    try {
      const { GENESYS_CLIENT_SECRET: secret = '', DIGEST_KEY: key = '', ...rest } = await ends.settings();
      const env = { ...rest, ...vault.settings };
      const run = async () => {
        const { code, out } = await runTool('tools/doctor/main.ts', ['--json'], env);
        const { checks } = JSON.parse(out) as Diagnosis;
        return [code, checks.filter(({ check, state }) => check.startsWith('vault') || state === 'failed')];
      };
      vault.secrets.set('genesys-client-secret', { value: secret });
      const half = await run();
      vault.secrets.set('digest-key', { value: key });
      const whole = await run();
      await vault.shut();
      const away = await run();

      const missing = {
        check: 'vault:digest-key',
        state: 'failed',
        hint: 'see vault-secret-missing in docs/errors.md',
      };
      expect(half).toEqual([1, [expect.objectContaining(missing)]]);
      expect(whole).toEqual([0, [expect.objectContaining({ check: 'vault', state: 'ok' })]]);
      expect(away).toEqual([
        1,
        [
          expect.objectContaining({ check: 'vault:genesys-client-secret' }),
          expect.objectContaining({ check: 'vault:digest-key' }),
        ],
      ]);
    } finally {
      await vault.close();
    }
  });

  it('refuses to be called wrongly', async () => {
    expect(await runTool('tools/doctor/main.ts', ['--jsno'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('--jsno'),
    });
  });
});
