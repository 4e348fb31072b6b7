import { rolesOfToken } from '../../../shared/graph/token-roles.ts';

function tokenWith(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
}

const aud = 'https://graph.microsoft.com';

describe('the permissions in a token', () => {
  it.each([
    [{ aud, roles: ['User.Read.All', 'Application.Read.All'] }, ['User.Read.All', 'Application.Read.All']],
    [{ aud, roles: ['User.Read.All', 7] }, ['User.Read.All']],
    [{ aud }, []],
  ])('are those of the application: %j', (claims, roles) => {
    expect(rolesOfToken(tokenWith(claims))).toEqual(roles);
  });

  it.each([
    ['a token of a person', tokenWith({ aud, scp: 'User.Read.All' })],
    ['a token of another make', tokenWith({ aud, roles: 'User.Read.All' })],
    ['claims that are none', tokenWith(['User.Read.All'])],
    ['claims without an audience', tokenWith({})],
    ['an opaque token', 'rig-token'],
    ['an encrypted token', `${tokenWith({ aud, roles: [] })}.more.parts`],
    ['a damaged token', 'a.%%%.c'],
    ['nothing', ''],
  ])('are not known from %s', (_what, token) => {
    expect(rolesOfToken(token)).toBeUndefined();
  });
});
