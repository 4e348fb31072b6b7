import { CLOUDS } from '../../../shared/graph/clouds.ts';
import { neededGraphPermissions } from '../../../shared/graph/permissions.ts';

describe('the clouds', () => {
  // Graph: deployments.
  it('are those that Graph runs in, each with the login side its tokens come from', () => {
    expect(CLOUDS).toEqual({
      global: { graphUrl: 'https://graph.microsoft.com', loginUrl: 'https://login.microsoftonline.com' },
      usgov: { graphUrl: 'https://graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
      usgovdod: { graphUrl: 'https://dod-graph.microsoft.us', loginUrl: 'https://login.microsoftonline.us' },
      china: { graphUrl: 'https://microsoftgraph.chinacloudapi.cn', loginUrl: 'https://login.chinacloudapi.cn' },
    });
  });
});

describe('the permissions in Graph', () => {
  it('are the least that each scope needs', () => {
    const values = (scope: 'assigned' | 'all') => neededGraphPermissions(scope).map(({ value }) => value);

    expect(values('assigned')).toEqual(['User.Read.All', 'Application.Read.All']);
    expect(values('all')).toEqual(['User.Read.All']);
  });
});
