import { ConnectorError, type ErrorKind } from '../../../shared/domain/connector-error.ts';
import type { DirectoryProbe } from '../../../shared/graph/directory-probe.ts';
import { graphChecks } from '../../../shared/runtime/graph-checks.ts';
import type { Configuration } from '../../../shared/sync/configuration.ts';
import { runChecks } from '../../../shared/sync/preflight.ts';

const clock = { now: () => 0, sleep: async () => undefined };
const failure = (kind: ErrorKind) => new ConnectorError(`graph-${kind}`, 'failed', { kind });

const well: DirectoryProbe = {
  tokenRoles: async () => ['User.Read.All', 'Application.Read.All'],
  servicePrincipalId: async () => 'principal',
  readUsers: async () => undefined,
  provisioningJobs: async () => [],
};

/** A token that does not show whether jobs may be read. */
const seeing = { tokenRoles: async () => undefined };

async function ask(
  probe: Partial<DirectoryProbe> = {},
  configuration: Partial<Pick<Configuration, 'scope' | 'mode'>> = {},
  namesApplication = true,
) {
  const checks = graphChecks({
    configuration: { scope: 'assigned', mode: 'live', ...configuration },
    probe: { ...well, ...probe },
    namesApplication,
  });
  const results = await runChecks(checks, clock);
  return new Map(results.map((result) => [result.check, result]));
}

describe('the checks of Graph', () => {
  it('ask for what the scope needs and for nothing else', async () => {
    expect([...(await ask()).keys()]).toEqual([
      'graph-login',
      'permission:User.Read.All',
      'permission:Application.Read.All',
      'graph-users',
      'service-principal',
      'gallery-job',
    ]);
    expect([...(await ask({}, { scope: 'all' }, false)).keys()]).toEqual([
      'graph-login',
      'permission:User.Read.All',
      'graph-users',
    ]);
  });

  it('find a permission that is part of a wider one', async () => {
    const results = await ask({ tokenRoles: async () => ['Directory.Read.All'] });

    expect(results.get('permission:User.Read.All')).toMatchObject({
      state: 'ok',
      detail: 'in the token as part of Directory.Read.All',
    });
  });

  it('say what the token has when it lacks one', async () => {
    const results = await ask({ tokenRoles: async () => [] });

    expect(results.get('permission:User.Read.All')).toMatchObject({
      state: 'failed',
      detail: 'not in the token, which has no permission at all',
      hint: expect.stringContaining('npm run permissions'),
    });
  });

  it('leave it open when the token shows nothing, or there is none', async () => {
    const opaque = await ask({ tokenRoles: async () => undefined });
    const none = await ask({ tokenRoles: () => Promise.reject(failure('unauthorized')) });

    expect(opaque.get('graph-login')?.state).toBe('ok');
    expect(opaque.get('permission:User.Read.All')?.state).toBe('not known');
    expect(none.get('graph-login')?.state).toBe('failed');
    expect(none.get('permission:User.Read.All')?.state).toBe('not known');
  });

  it.each([
    [[], 'live', 'ok'],
    [[{ id: 'j', runs: false }], 'live', 'ok'],
    [
      [
        { id: 'j', runs: false },
        { id: 'k', runs: true },
      ],
      'live',
      'failed',
    ],
    [[{ id: 'k', runs: true }], 'dry', 'ok'],
    [[{ id: 'k', runs: true }], 'paused', 'ok'],
  ] as const)('judge jobs %j in mode %s as %s', async (jobs, mode, state) => {
    const results = await ask({ ...seeing, provisioningJobs: async () => jobs }, { mode });

    expect(results.get('gallery-job')?.state).toBe(state);
  });

  it.each([
    [['User.Read.All'], 0],
    [['Synchronization.Read.All'], 1],
    [['Synchronization.ReadWrite.All'], 1],
  ])('ask for jobs only when the token does not rule it out: %j', async (roles, times) => {
    let asked = 0;
    const provisioningJobs = async () => {
      asked += 1;
      return [];
    };
    const results = await ask({ tokenRoles: async () => roles, provisioningJobs });

    expect([asked, results.get('gallery-job')?.state]).toEqual([times, times === 0 ? 'not known' : 'ok']);
  });

  it.each([
    ['unavailable', /^Graph does not answer: look at the way to it/, /^Graph does not answer/],
    ['permission', /needs the application permission User\.Read\.All$/, /reading it needs Application\.Read\.All$/],
  ] as const)('advise by what went wrong (%s)', async (kind, users, principal) => {
    const refuse = () => Promise.reject(failure(kind));
    const results = await ask({ readUsers: refuse, servicePrincipalId: refuse });

    expect(results.get('graph-users')).toMatchObject({ state: 'failed', hint: expect.stringMatching(users) });
    expect(results.get('service-principal')).toMatchObject({ state: 'failed', hint: expect.stringMatching(principal) });
  });

  it.each(['permission', 'notFound', 'unavailable'] as const)(
    'call no job a failure that cannot be read (%s), since nothing else needs it',
    async (kind) => {
      const results = await ask({ ...seeing, provisioningJobs: () => Promise.reject(failure(kind)) });

      expect(results.get('gallery-job')?.state).toBe('not known');
      expect(results.get('gallery-job')?.detail.includes('Synchronization.Read.All')).toBe(kind === 'permission');
    },
  );
});
