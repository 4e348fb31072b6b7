import { compileMapping } from '../../../../shared/domain/mapping/compile-mapping.ts';
import { NO_CONTEXT } from '../../../../shared/domain/mapping/language/evaluation-context.ts';
import { EvaluationError } from '../../../../shared/domain/mapping/language/expression-error.ts';
import type { MappingEntry } from '../../../../shared/domain/mapping/mapping-file.ts';
import type { AttributeName, CompiledMapping } from '../../../../shared/domain/mapping/types.ts';

const USER_NAME = 'userName' as AttributeName;
const TITLE = 'title' as AttributeName;
const ANN = { userPrincipalName: 'ann@contoso.com', displayName: 'Ann', givenName: 'Ann', surname: 'Lee' };
const BASE: readonly MappingEntry[] = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];

function mapping(entries: readonly MappingEntry[]): CompiledMapping {
  const compiled = compileMapping({ version: 1, attributes: entries });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  return compiled.mapping;
}

function unique(...rules: readonly string[]): CompiledMapping {
  const expression = `SelectUniqueValue(${rules.join(', ')})`;
  return mapping([{ target: 'userName', expression, onlyOnCreate: true }, ...BASE.slice(1)]);
}

describe('what a mapping gives beside plain values', () => {
  it('is the list of names to try, in the form in which they are sent and only as far as it is read', () => {
    const evaluation = unique('" ann@contoso.com "', '"no mail"', '[mail]', '"lee@contoso.com"').evaluate(ANN);

    expect(evaluation).toMatchObject({
      ok: true,
      values: new Map([
        ['userName', 'ann@contoso.com'],
        ['displayName', 'Ann'],
      ]),
    });
    expect(evaluation.ok && evaluation.createOnly.has(USER_NAME)).toBe(true);
    expect(evaluation.ok && [...(evaluation.candidates?.get(USER_NAME) ?? [])]).toEqual([
      'ann@contoso.com',
      'lee@contoso.com',
    ]);
  });

  it('fails for a later rule only when that is asked for', () => {
    const evaluation = unique('[userPrincipalName]', 'CDate([mail])').evaluate(ANN);

    expect(evaluation.ok && evaluation.values.get(USER_NAME)).toBe('ann@contoso.com');
    expect(() => evaluation.ok && [...(evaluation.candidates?.get(USER_NAME) ?? [])]).toThrow(EvaluationError);
  });

  it('is a reason when no rule gives a name', () => {
    expect(unique('[mail]', '"no mail"').evaluate(ANN)).toMatchObject({
      ok: false,
      attribute: 'userName',
      reason: 'no rule of SelectUniqueValue gives a value that suits the attribute',
    });
    expect(unique('CDate([mail])', '"a@b.cd"').evaluate(ANN)).toMatchObject({
      ok: false,
      reason: 'a date is needed and there is none',
    });
  });

  it('has no candidates where nothing must be unique', () => {
    expect(mapping(BASE).evaluate(ANN)).not.toHaveProperty('candidates');
  });

  it('is the wish to leave a user alone', () => {
    const title = { target: 'title', expression: 'IIF([surname]="Lee", IgnoreObjectFlow, [jobTitle])' };

    expect(mapping([...BASE, title]).evaluate(ANN)).toMatchObject({ ok: false, attribute: 'title', ignored: true });
    expect(mapping([...BASE, title]).evaluate({ ...ANN, surname: 'Low' })).toMatchObject({ ok: true });
  });

  it('is what a new account would lack where an expression leaves a required attribute alone', () => {
    const name = { target: 'displayName', expression: 'IIF([surname] = "Lee", IgnoreAttributeFlow, [displayName])' };
    const evaluation = mapping([...BASE.slice(0, 1), name]).evaluate(ANN);

    expect(evaluation).toMatchObject({ ok: true, missing: { attribute: 'displayName', expression: name.expression } });
    expect(evaluation.ok && [...evaluation.values.keys()]).toEqual(['userName']);
    expect(mapping(BASE).evaluate(ANN)).not.toHaveProperty('missing');
    expect(mapping(BASE).evaluate({ ...ANN, displayName: '' })).toMatchObject({ ok: false, attribute: 'displayName' });
  });

  it('may come from the time, but only for a new account', () => {
    const title = { target: 'title', expression: 'Now()', onlyOnCreate: true };
    const evaluation = mapping([...BASE, title]).evaluate(ANN, { ...NO_CONTEXT, now: () => 0 });

    expect(evaluation.ok && evaluation.values.get(TITLE)).toBe('1/1/1970 12:00:00 AM');
    expect(mapping([...BASE, title]).evaluate(ANN)).toMatchObject({
      ok: true,
      skipped: [{ attribute: 'title', reason: 'the time is not known here' }],
    });
  });

  it('names the attributes that logs must not show', () => {
    expect(mapping([...BASE, { target: 'title', expression: 'Redact([jobTitle])' }]).redacted).toEqual(
      new Set([TITLE]),
    );
    expect(mapping(BASE).redacted.size).toBe(0);
  });

  it('is nothing that roles decide, because they are not read', () => {
    const entry = { target: 'roles', expression: 'AppRoleAssignmentsComplex([appRoleAssignments])' };

    expect(compileMapping({ version: 1, attributes: [...BASE, entry] })).toMatchObject({
      ok: false,
      faults: [{ message: 'AppRoleAssignmentsComplex needs role assignments, which are not read', position: 1 }],
    });
  });
});

describe('a pattern in a filter', () => {
  it('has no word boundary, which not every name could be held against', () => {
    const clause = { attribute: 'department', operator: 'REGEX MATCH', value: '\\bSales\\b' };
    const compiled = compileMapping({
      version: 1,
      attributes: BASE,
      scope: { users: { groups: [{ clauses: [clause] }] } },
    });

    expect(compiled).toMatchObject({
      ok: false,
      faults: [expect.objectContaining({ message: 'the word boundary \\b is not supported in a filter' })],
    });
  });
});
