import { RestError } from '@azure/core-rest-pipeline';
import { AggregateAuthenticationError, AuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { NotConfigured, reasonToLetGo } from '../../../shared/runtime/no-work.ts';
import { SecretsUnreadable } from '../../../shared/runtime/secrets.ts';
import { TablesTimeout } from '../../../shared/tables/time-limit.ts';

const NO_TABLES = 'the tables do not answer';

describe('a wake is let go', () => {
  it.each([
    ['wrong settings', new NotConfigured([]), 'the settings are not valid'],
    ['a secret out of reach', new SecretsUnreadable([]), 'the vault did not give a secret'],
    ['tables that were not reached', new RestError('away', { code: 'ENOTFOUND' }), NO_TABLES],
    ['tables that cannot serve', new RestError('busy', { statusCode: 503 }), NO_TABLES],
    ['tables that gave no answer in time', new TablesTimeout('late'), NO_TABLES],
    ['a role that is not there, or not known everywhere yet', new RestError('no', { statusCode: 403 }), NO_TABLES],
    ['a token of the wrong tenant', new RestError('no', { statusCode: 401 }), NO_TABLES],
    ['an identity that is not to be had', new CredentialUnavailableError('away'), NO_TABLES],
    ['a sign-in that is refused', new AuthenticationError(400, '{}'), NO_TABLES],
    ['several of them', new AggregateAuthenticationError([new Error('one')]), NO_TABLES],
  ])('for %s', (_why, error, reason) => {
    expect(reasonToLetGo(error)).toBe(reason);
  });

  it.each([
    ['a mistake of ours', new TypeError('x is undefined')],
    ['a request the tables do not understand', new RestError('bad', { statusCode: 400 })],
  ])('not for %s', (_why, error) => {
    expect(reasonToLetGo(error)).toBeUndefined();
  });
});
