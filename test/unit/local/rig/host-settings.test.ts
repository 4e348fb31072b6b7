import { hostSettings, type PlayedEnds } from '../../../../local/rig/host-settings.ts';
import { OptionFault, readOptions } from '../../../../local/rig/options.ts';
import { verbOf } from '../../../../local/rig/requests.ts';

const NOTHING: PlayedEnds = { graph: undefined, genesys: undefined, servicebus: undefined, storage: undefined };
const LOCAL = 'http://127.0.0.1:4101';
const REPLACED = [
  '--graph',
  LOCAL,
  '--genesys-login',
  LOCAL,
  '--genesys-api',
  LOCAL,
  '--servicebus',
  'B',
  '--storage',
  'S',
];

function settings(args: readonly string[], ends: PlayedEnds = NOTHING): Record<string, string> {
  const options = readOptions(args);
  if (options === undefined) throw new Error('help was asked for');
  return hostSettings(options, ends);
}

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('the settings of a run with other ends', () => {
  it('are dry, at real speed, with a fixed token for a Graph on loopback', () => {
    expect(settings(REPLACED)).toMatchObject({
      MODE: 'dry',
      SPEED: '1',
      GRAPH_URL: LOCAL,
      GRAPH_AUTH: 'fixed-token',
      GRAPH_TOKEN: 'rig-token',
      GENESYS_CLIENT_ID: 'genesys-client',
      SERVICEBUS: 'B',
      STORAGE: 'S',
    });
  });

  it('take credentials from the environment, for the ends that are replaced only', () => {
    Object.assign(process.env, { ENTRA_CLIENT_SECRET: 's', GENESYS_CLIENT_ID: 'theirs', MODE: 'live' });
    const all = settings(REPLACED);
    expect(all).toMatchObject({ GRAPH_AUTH: 'client-secret', GENESYS_CLIENT_ID: 'theirs', MODE: 'dry' });
    expect(all.GRAPH_TOKEN).toBeUndefined();
    expect(all.GENESYS_CLIENT_SECRET).toBeUndefined();

    const played = { ...NOTHING, graph: LOCAL, genesys: LOCAL };
    const own = settings(['--servicebus', 'B'], played);
    expect(own).toMatchObject({ GRAPH_AUTH: 'fixed-token', GENESYS_CLIENT_ID: 'genesys-client' });
    expect(own.ENTRA_CLIENT_SECRET).toBeUndefined();
  });

  it('sign in as the developer at a Graph that is not local', () => {
    const real = settings(['--graph', 'https://graph.microsoft.com', ...REPLACED.slice(2)]);
    expect(real.GRAPH_AUTH).toBe('developer');
  });

  it('yield to what is set by name, and give every worker a session', () => {
    const set = settings([...REPLACED, '--set', 'MODE=live', '--set', 'GRAPH_TOKEN=abc', '--workers', '12']);
    expect(set).toMatchObject({ MODE: 'live', GRAPH_TOKEN: 'abc', LANES: '12' });
    expect(set.AzureFunctionsJobHost__extensions__serviceBus__maxConcurrentSessions).toBe('13');
  });

  it('name no end past the option that the rig has to know about', () => {
    expect(() => readOptions(['--set', 'GRAPH_URL=http://127.0.0.1:1'])).toThrow(OptionFault);
    expect(() => readOptions(['--set', 'GRAPH_URL=http://127.0.0.1:1'])).toThrow(/--graph URL/);
  });
});

describe('the verb of a request', () => {
  it.each([
    ['POST', '/oauth/token', 'login'],
    ['POST', '/api/v2/scim/v2/users', 'create'],
    ['GET', '/api/v2/scim/v2/users', 'list'],
    ['GET', '/api/v2/scim/v2/users/*', 'read'],
    ['PATCH', '/api/v2/scim/v2/Users/*', 'patch'],
    ['DELETE', '/api/v2/scim/v2/users/*', 'delete'],
    ['GET', '/api/v2/scim/v2/serviceproviderconfig', 'other'],
  ])('%s %s is %s', (method, path, verb) => {
    expect(verbOf(method, path)).toBe(verb);
  });
});
