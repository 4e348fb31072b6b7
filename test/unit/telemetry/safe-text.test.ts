import { asCode, asDeclared, asRedacted, withoutKeys, words } from '../../../shared/domain/safe-text.ts';
import { createTelemetry } from '../../../shared/telemetry/telemetry.ts';
import { createMemorySink } from '../../support/memory-sink.ts';

describe('text that may leave the process', () => {
  it.each([
    ['name-held', 'name-held'],
    [
      'mapping:urn:ietf:params:scim:schemas:core:2.0:User:name',
      'mapping:urn:ietf:params:scim:schemas:core:2.0:User:name',
    ],
    ['version-12', 'version-12'],
    ['mapping:phoneNumbers[type eq "work"].value', 'mapping:phoneNumbers[type eq "work"].value'],
    ['not-cleared:title+emails[type eq "work"].value', 'not-cleared:title+emails[type eq "work"].value'],
    ['emails[value eq "anna@contoso.example"]', 'unfit'],
    ['emails[type eq "Anna Smith"].value', 'unfit'],
    ['anna@contoso.example', 'unfit'],
    ['Anna Smith', 'unfit'],
    ['+49301234567', 'unfit'],
    ['', 'unfit'],
    ['x'.repeat(161), 'unfit'],
  ])('as a code: %s', (given, said) => {
    expect(asCode(given)).toBe(said);
  });

  it.each([
    ['user anna.smith@contoso.example not found', 'user *** not found'],
    ['Unexpected token in "Anna Smith", +49', 'Unexpected token in "***", +49'],
    ['cut off in "Anna Smi', 'cut off in "***"'],
    ['calls +49 (30) 1234-567 back', 'calls *** back'],
    ['number 4930123456789', 'number ***'],
    ['AccountKey=abc/def==;x', 'AccountKey=***;x'],
    ['{"client_secret": "s3cret"}', '{"***"}'],
    ['Authorization: Bearer eyJhbGci.x.y', 'Authorization: ***'],
    ['sent Bearer eyJhbGci.x.y', 'sent ***'],
    ['row u|0a1b2c3d-0000-4000-8000-00000000000f', 'row u|(id)'],
    ['connect ECONNREFUSED 127.0.0.1:7071', 'connect ECONNREFUSED 127.0.0.1:7071'],
    // A parser quotes a piece of what it could not read, which may hold quotation marks itself.
    [`Unexpected token 'x', ..."":"Smith, Anna",x"... is not JSON`, `Unexpected token 'x', ..."***"... is not JSON`],
    [`Unexpected token 'x', "[":x, Anna Smith"`, `Unexpected token 'x', "***"`],
    [`no user with userName eq 'anna.smith'`, `no user with userName eq '***'`],
    [`"reading 'have'" of nothing, don't`, `"***" of nothing, don't`],
    [`Cannot read properties of undefined (reading 'have')`, `Cannot read properties of undefined (reading 'have')`],
    ['GET https://h.example/users/anna.smith%40contoso.example', 'GET https:***'],
    ['token eyJhbGci.eyJzdWIi.c-d_e refused', 'token *** refused'],
    ['calls 0049 30 123 456 back', 'calls *** back'],
  ])('redacted: %s', (given, said) => {
    expect(asRedacted(given, 200)).toBe(said);
  });

  it.each([
    ['AccountName=a;AccountKey=abc/def==;x', 'AccountName=a;AccountKey=***;x'],
    [
      'Endpoint=sb://h/;SharedAccessKeyName=Root;SharedAccessKey=abc=',
      'Endpoint=sb://h/;SharedAccessKeyName=Root;SharedAccessKey=***',
    ],
    ['https://h.example/?sv=1&sig=abc%2B&se=2', 'https://h.example/?sv=1&sig=***&se=2'],
    ['https://user:pass@h.example/', 'https://***@h.example/'],
    ['https://h.example/', 'https://h.example/'],
  ])('without keys: %s', (given, said) => {
    expect(withoutKeys(given)).toBe(said);
  });

  // A pattern that begins anew at every letter would take hours.
  it('is not held up by a text of any length', () => {
    expect(asRedacted(`answer: ${'a'.repeat(5_000_000)}`, 300)).toBe('answer:');
  });

  it('shows no half of an address where it is cut', () => {
    const quoted = `"${'x '.repeat(3000)}"`;
    for (let more = 0; more < 40; more += 1) {
      expect(asRedacted(`${quoted.slice(more)} anna.smith@contoso.example`, 300)).not.toMatch(/anna/);
    }
    const far = Array.from({ length: 400 }, () => 'anna.smith@contoso.example').join(' ');
    expect(asRedacted(far, 4000)).not.toMatch(/anna/);
  });

  it('is cut to the length that is allowed', () => {
    expect(asRedacted('abcdef', 3)).toBe('abc');
  });
});

describe('an event', () => {
  it('does not compile with anything that may be personal', () => {
    const sink = createMemorySink();
    const telemetry = createTelemetry({
      sink,
      clock: { now: () => 0 },
      chance: { uuid: () => 'f'.repeat(32) },
      pseudonym: () => 'u-0',
      tracePercent: 0,
    });
    const userName: string = 'anna@contoso.example';
    // @ts-expect-error a plain string may be a name
    telemetry.emit('parked', { id: 'p', reason: userName });
    // @ts-expect-error so may a template that holds one
    telemetry.emit('parked', { id: 'p', reason: `held by ${userName}` });
    // @ts-expect-error no field beyond those of the list
    telemetry.emit('parked', { id: 'p', reason: 'name-held', userName });
    // @ts-expect-error no event beyond those of the list
    const never = (): void => telemetry.emit('user-renamed', { id: 'p' });
    expect(never).toThrow();
    // @ts-expect-error labels of a metric neither
    telemetry.measure('change.outcome', 1, { outcome: userName });
    // @ts-expect-error words are literals of our own
    words(userName);
    telemetry.emit('parked', { id: 'p', reason: 'name-held' });
    telemetry.emit('parked', { id: 'p', reason: asCode(userName) });
    telemetry.emit('setting-doubtful', { hint: asDeclared('x') });
    expect(sink.events).toHaveLength(6);
  });
});
