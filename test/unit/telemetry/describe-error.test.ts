import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { describeError } from '../../../shared/telemetry/describe-error.ts';

/** An error of a library that keeps more than a text as its message. */
const oddError = Object.assign(new Error(), { message: { reason: 'away' }, code: 7 });

describe('an error in one line', () => {
  it.each([
    [
      'one of ours',
      new ConnectorError('graph-unavailable', 'down', { kind: 'unavailable', status: 503 }),
      'graph-unavailable: down (HTTP 503)',
    ],
    ['one with a code', Object.assign(new Error('\nno route\nat x'), { code: 'ENETUNREACH' }), 'ENETUNREACH: no route'],
    ['one without a text', new Error(''), ''],
    ['one whose message is no text', oddError, '[object Object]'],
    ['a text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
    ['an object that cannot be made a text', Object.create(null), 'an error without a text'],
  ])('is told of %s', (_which, error: unknown, said) => {
    expect(describeError(error)).toBe(said);
  });
});
