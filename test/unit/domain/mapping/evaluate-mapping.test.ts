import { compileMapping } from '../../../../shared/domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../../../../shared/domain/mapping/default-mapping.ts';
import type { MappingEntry } from '../../../../shared/domain/mapping/mapping-file.ts';
import type { Evaluation, SourceUser } from '../../../../shared/domain/mapping/types.ts';

const ANN: SourceUser = { id: 'a1', userPrincipalName: 'ann@contoso.com', displayName: 'Ann', accountEnabled: true };
const REQUIRED: readonly MappingEntry[] = [
  { target: 'userName', expression: '[userPrincipalName]' },
  { target: 'displayName', expression: '[displayName]' },
];

function evaluate(attributes: readonly MappingEntry[], user: SourceUser): Evaluation {
  const result = compileMapping({ version: 1, attributes });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.mapping.evaluate(user);
}

function valuesOf(evaluation: Evaluation): unknown {
  return evaluation.ok ? Object.fromEntries(evaluation.values) : evaluation;
}

function title(entry: Partial<MappingEntry>, user: SourceUser = ANN): Evaluation {
  return evaluate([...REQUIRED, { target: 'title', expression: '[jobTitle]', ...entry }], user);
}

describe('mapping a user', () => {
  it('fills every attribute of the default mapping and never active', () => {
    const user = {
      ...ANN,
      mail: 'Ann@contoso.com',
      jobTitle: 'Head',
      businessPhones: ['+1 317 555 1234'],
      mobilePhone: '+1 317 555 9999',
      department: 'Sales',
      employeeId: '77',
    };

    expect(valuesOf(evaluate(DEFAULT_MAPPING.attributes, user))).toEqual({
      userName: 'ann@contoso.com',
      displayName: 'Ann',
      'emails[type eq "work"].value': 'Ann@contoso.com',
      title: 'Head',
      'phoneNumbers[type eq "work"].value': '+13175551234',
      'phoneNumbers[type eq "mobile"].value': '+13175559999',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': 'Sales',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber': '77',
      'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User:externalIds[authority eq "microsoftteams"].value':
        'a1',
    });
  });

  it('clears with the default mapping what is empty in Entra', () => {
    const evaluation = evaluate(DEFAULT_MAPPING.attributes, ANN);

    expect(valuesOf(evaluation)).toMatchObject({
      title: null,
      'emails[type eq "work"].value': null,
      'phoneNumbers[type eq "work"].value': null,
      'phoneNumbers[type eq "mobile"].value': null,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': null,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber': null,
    });
  });

  it('keeps, clears or leaves alone what is empty, as the entry says', () => {
    const without = { userName: 'ann@contoso.com', displayName: 'Ann' };

    expect(valuesOf(title({}))).toEqual(without);
    expect(valuesOf(title({ whenEmpty: 'clear' }))).toEqual({ ...without, title: null });
    expect(valuesOf(title({ whenEmpty: 'clear', onlyOnCreate: true }))).toEqual(without);
    expect(valuesOf(title({ whenEmpty: 'clear', expression: 'IgnoreFlowIfNullOrEmpty([jobTitle])' }))).toEqual(without);
  });

  it('marks what is sent for a new account only', () => {
    const evaluation = title({ onlyOnCreate: true }, { ...ANN, jobTitle: 'Head' });

    expect(evaluation).toMatchObject({ ok: true, createOnly: new Set(['title']) });
    expect(valuesOf(evaluation)).toMatchObject({ title: 'Head' });
  });

  it('leaves out a value that does not suit its attribute and says why', () => {
    const evaluation = evaluate(DEFAULT_MAPPING.attributes, { ...ANN, mobilePhone: '0170 1', mail: 'none' });

    expect(evaluation).toMatchObject({
      ok: true,
      skipped: [
        { attribute: 'emails[type eq "work"].value', reason: 'is not an e-mail address' },
        { attribute: 'phoneNumbers[type eq "mobile"].value', reason: 'does not begin with + and a country code' },
      ],
    });
    expect(valuesOf(evaluation)).not.toHaveProperty(['phoneNumbers[type eq "mobile"].value']);
  });

  it('leaves out an attribute whose expression fails for this user alone', () => {
    const evaluation = title({ expression: 'ToLower([otherMails])' }, { ...ANN, otherMails: ['a@b.c', 'd@e.f'] });

    expect(evaluation).toMatchObject({
      ok: true,
      skipped: [{ attribute: 'title', reason: '2 values stand where one is expected' }],
    });
  });

  it.each([
    [{ userPrincipalName: null }, 'userName', 'is empty and required'],
    [{ userPrincipalName: 'ann' }, 'userName', 'is not an e-mail address'],
    [{ displayName: '  ' }, 'displayName', 'is empty and required'],
  ])('cannot do without a user name and a display name: %j', (change, attribute, reason) => {
    expect(evaluate(DEFAULT_MAPPING.attributes, { ...ANN, ...change })).toEqual({
      ok: false,
      attribute,
      expression: `[${attribute === 'userName' ? 'userPrincipalName' : attribute}]`,
      reason,
    });
  });

  it('sends roles as a sorted list', () => {
    const roles = { target: 'roles', expression: '[otherMails]' };

    expect(valuesOf(evaluate([...REQUIRED, roles], { ...ANN, otherMails: ['b', 'a', 'b'] }))).toMatchObject({
      roles: ['a', 'b'],
    });
  });

  it('takes null and absent for the same', () => {
    const empty = {
      mail: null,
      jobTitle: null,
      businessPhones: null,
      mobilePhone: null,
      department: null,
      employeeId: null,
    };

    expect(evaluate(DEFAULT_MAPPING.attributes, { ...ANN, ...empty })).toEqual(
      evaluate(DEFAULT_MAPPING.attributes, ANN),
    );
  });
});
