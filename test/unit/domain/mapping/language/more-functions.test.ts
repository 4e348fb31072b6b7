import { plainValue } from '../../../../../shared/domain/mapping/language/value.ts';
import { evaluate, failure, faultsOf } from './evaluate.ts';

const USER = { name: 'Bob', list: ['a', 'B', 'a'], blanks: ['', 'x', ''], empty: '', phone: '+1 317' };

describe('functions of lists', () => {
  it.each([
    ['Join("-", Split("a,b", ","), RemoveDuplicates([blanks]))', 'a-b-x'],
    ['Contains("aİB", "İb", CaseInsensitive)', '1'],
    ['Count([list])', '3'],
    ['Count([name])', '1'],
    ['Count([none])', '0'],
    ['Count([empty])', '0'],
    ['Item([list], 2)', 'B'],
    ['Item([name], 1)', 'Bob'],
    ['Contains([list], "B")', '2'],
    ['Contains([list], "b")', '0'],
    ['Contains([list], "b", CaseInsensitive)', '2'],
    ['Contains([list], "b", "casesensitive")', '0'],
    ['Contains([none], "b")', '0'],
    ['Contains([name], "o")', '1'],
    ['RemoveDuplicates([list])', ['a', 'B']],
    ['RemoveDuplicates([name])', 'Bob'],
    ['RemoveDuplicates([none])', null],
    ['Split("A, B,,C ", ",")', ['A', 'B', 'C']],
    ['Split([none], ",")', null],
    ['Split("", ",")', []],
    ['Join("-", [empty], "a", [none], [list], "")', 'a-a-B-a'],
    ['Join("-", [none])', ''],
    ['Join("", Split("a,b", ","))', 'ab'],
    ['Mid(Item([list],Contains([list], "B")),1)', 'B'],
    ['Switch(Count([list]), "many", 3, "three")', 'three'],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, USER)).toEqual(expected);
  });

  it('has no value where there is none', () => {
    const missing = { message: 'Item asks for a value that is not there', position: 6 };

    expect(failure('Trim(Item([list], 4))', USER)).toEqual(missing);
    expect(failure('Trim(Item([none], 1))', USER)).toEqual(missing);
    expect(failure('Trim(Item([list], [n]))', { ...USER, n: 0 })).toEqual(missing);
    expect(failure('Split([name], [none])', USER)).toEqual({ message: 'Split has no delimiter', position: 1 });
  });

  it.each([
    ['Item([list], 0)', 14, 'Item counts from 1'],
    ['Split([name], "")', 15, 'Split has no delimiter'],
    ['Contains([list], "a", other)', 23, 'unknown way to compare'],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });
});

describe('functions of numbers and conditions', () => {
  it.each([
    ['BitAnd(&HF, &HF7)', '7'],
    ['BitAnd("514", 2)', '2'],
    ['BitAnd("&hff", "+3")', '3'],
    ['BitAnd(9007199254740995, 3)', '3'],
    ['CStr(7)', '7'],
    ['CStr([none])', null],
    ['CStr(Split("a", ","))', 'a'],
    ['CBool([name] = "Bob")', 'True'],
    ['CBool([name] = "bob")', 'False'],
    ['CBool(2)', 'True'],
    ['CBool("&H0")', 'False'],
    ['CBool("true")', 'True'],
    ['CBool([none])', 'False'],
    ['IsNothing([none])', 'True'],
    ['IsNothing([empty])', 'False'],
    ['IsNull([empty])', 'False'],
    ['IsNullOrEmpty([none])', 'True'],
    ['IsNullOrEmpty(Split("", ","))', 'True'],
    ['IsPresent([empty])', 'False'],
    ['IsString([name])', 'True'],
    ['IsString([list])', 'False'],
    ['IsString([none])', 'False'],
    ['Not([list])', 'True'],
    ['Not("TRUE")', 'False'],
    ['IIF("007" = "7", 1, 2)', '2'],
    ['IIF("007" = 7, 1, 2)', '1'],
    ['IIF(7 <> "007", 1, 2)', '2'],
    ['IIF(Count([list]) = "03", 1, 2)', '1'],
    ['IIF("10" > "9", 1, 2)', '1'],
    ['IIF("10" > "9a", 1, 2)', '2'],
    ['IIF("b" > "a", 1, 2)', '1'],
    ['IIF("a" <= "a", 1, 2)', '1'],
    ['IIF("1.5" < 1.25, 1, 2)', '2'],
    ['IIF("1.5" >= 1.5, 1, 2)', '1'],
    ['IIF("9223372036854775807" = 9223372036854775806, 1, 2)', '2'],
    ['IIF("9223372036854775807" > "9223372036854775806", 1, 2)', '1'],
    ['IIF(IsPresent([name]) = "true", 1, 2)', '1'],
    ['IIF("True" = "true", 1, 2)', '2'],
    ['IIF([none] = [empty], 1, 2)', '1'],
    ['IIF([none] < "a", 1, 2)', '1'],
    ['Switch("k", "d", "k", "first", "k", "second")', 'first'],
    ['Switch("k", "d", [key], "hit", "x", "other")', 'd'],
    ['Switch("k", , [key], "hit")', null],
    ['Switch([name], "d", "x", "1", [name], "2")', '2'],
    ['Switch([none], "d", [none], "absent")', 'absent'],
    ['Switch([none], "d", , "blank")', 'blank'],
    ['Switch(IsPresent([name]), "d", "True", [name])', 'Bob'],
    ['Switch([x], [list], "a", "b")', ['a', 'B', 'a']],
    ['Coalesce([none], IgnoreAttributeFlow)', '(ignored)'],
    ['IgnoreFlowIfNullOrEmpty(Split("", ","))', '(ignored)'],
    ['IgnoreFlowIfNullOrEmpty([list])', ['a', 'B', 'a']],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, USER)).toEqual(expected);
  });

  it('fails where it must and says where', () => {
    expect(failure('Trim(BitAnd([name], 1))', USER)).toEqual({
      message: 'BitAnd needs whole numbers and a value is none',
      position: 6,
    });
    expect(failure('BitAnd(1, [none])').position).toBe(1);
    expect(failure('CStr([list])', USER)).toEqual({ message: 'CStr takes one value, not a list', position: 1 });
    expect(failure('IIF([list]="a", 1, 2)', USER)).toEqual({
      message: '3 values stand where one is expected',
      position: 5,
    });
    expect(failure('IIF([list], 1, 2)', USER).position).toBe(5);
    expect(failure('Left("a", [name])', USER)).toEqual({
      message: 'a whole number is needed and the value is none',
      position: 11,
    });
    expect(failure('IIF([none]="", Error("no name"), 1)')).toEqual({ message: 'no name', position: 16 });
    expect(failure('Error([name])', USER).message).toBe('Error was reached');
  });

  it.each([
    ['BitAnd("x", 1)', 8, '"x" is no whole number'],
    ['BitAnd(1, "1.5")', 11, '"1.5" is no whole number'],
    ['BitAnd(, 1)', 8, 'a number is missing'],
    ['Left([a], "1e3")', 11, '"1e3" is no whole number'],
    ['Left([a], 99999999999999999)', 11, '"99999999999999999" is no whole number'],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });
});

describe('functions of encodings and directory names', () => {
  it.each([
    ['ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', 'Hello world!'],
    ['ConvertFromBase64("SGVs bG8=", "ascii")', 'Hello'],
    ['ConvertFromBase64("SABpAA==", )', 'Hi'],
    ['ConvertFromBase64("")', ''],
    ['ConvertFromBase64([none])', null],
    ['ConvertToBase64("é")', '6QA='],
    ['ConvertToUTF8Hex("é")', 'C3A9'],
    ['ConvertToUTF8Hex([none])', null],
    ['CRef("cn=a")', 'cn=a'],
    [String.raw`DNComponent("CN=Doe\\, Jo,OU=x,DC=y",1)`, 'Doe, Jo'],
    ['DNComponent("CN=Doe, OU = x ,DC=y", 2)', 'x'],
    ['DNComponent("CN=Doe+UID=1,OU=x", 1)', 'Doe'],
    ['DNComponent("CN=Doe", 2)', null],
    ['DNComponent("CN=Doe", 0)', null],
    ['DNComponent("nonsense", 1)', null],
    ['DNComponent([none], 1)', null],
    ['StringFromSid("S-1-5-21-1-2")', 'S-1-5-21-1-2'],
    ['StringFromSid("AQIAAAAAAAUgAAAAIAIAAA==")', 'S-1-5-32-544'],
    ['StringFromSid([none])', null],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, USER)).toBe(expected);
  });

  it('knows the default domain when somebody has read it', () => {
    expect(evaluate('DefaultDomain()', {}, { defaultDomain: 'contoso.com' })).toBe('contoso.com');
    expect(failure('Trim(DefaultDomain())')).toEqual({
      message: 'the default domain of the tenant is not known here',
      position: 6,
    });
  });

  it.each([
    ['ConvertFromBase64("SGVsbG8")', 'the value is not base64'],
    ['ConvertFromBase64("a=bc")', 'the value is not base64'],
    ['StringFromSid("AQIAAAAAAAUgAAAAIAIAAAA=")', 'the value is no security identifier'],
    ['StringFromSid("AgIAAAAAAAUgAAAAIAIAAA==")', 'the value is no security identifier'],
    ['StringFromSid("AQ==")', 'the value is no security identifier'],
    ['StringFromSid("S-1-x")', 'the value is not base64'],
  ])('%s fails', (expression, message) => {
    expect(failure(expression)).toEqual({ message, position: 1 });
  });

  it('knows three encodings', () => {
    expect(faultsOf('ConvertFromBase64("AA==", Latin1)')).toEqual([
      { position: 27, message: 'unknown encoding', expected: 'Unicode, ASCII or UTF8' },
    ]);
  });
});

describe('functions of roles', () => {
  const roles = [
    { id: '2', value: 'User', displayName: 'Users' },
    { id: '1', value: null, displayName: 'Admin' },
    { id: '3', value: null, displayName: null },
    { id: '4', value: 'Zed', displayName: null },
  ];
  const named = [
    { value: 'User', displayName: 'Users' },
    { value: 'Admin', displayName: 'Admin' },
    { value: 'Zed', displayName: 'Zed' },
  ];

  it('give names or lists of roles', () => {
    expect(evaluate('AppRoleAssignments([appRoleAssignments])', {}, { roles })).toEqual(['User', 'Admin', 'Zed']);
    expect(evaluate('SingleAppRoleAssignment([appRoleAssignments])', {}, { roles })).toBe('Admin');
    expect(evaluate('SingleAppRoleAssignment([AppRoleAssignments])')).toBeNull();
    expect(evaluate('AppRoleAssignmentsComplex([appRoleAssignments])', {}, { roles })).toEqual({
      kind: 'roles',
      operation: 'add',
      roles: named,
    });
    const assertive = evaluate('AssertiveAppRoleAssignmentsComplex([appRoleAssignments])', {}, { roles });

    expect(assertive).toEqual({ kind: 'roles', operation: 'replace', roles: named });
    expect(plainValue(assertive)).toEqual(['User', 'Admin', 'Zed']);
  });

  it('are refused where nobody reads roles', () => {
    expect(faultsOf('AppRoleAssignments([appRoleAssignments])', {})).toEqual([
      {
        position: 1,
        message: 'AppRoleAssignments needs role assignments, which are not read',
        expected: 'another function',
      },
    ]);
  });

  it.each([
    ['SingleAppRoleAssignment("x")', 25, 'SingleAppRoleAssignment takes the list of role assignments'],
    ['AppRoleAssignments([roles])', 20, 'AppRoleAssignments takes the list of role assignments'],
    [
      'Join("", AppRoleAssignmentsComplex([appRoleAssignments]))',
      10,
      'AppRoleAssignmentsComplex stands inside another value',
    ],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });
});
