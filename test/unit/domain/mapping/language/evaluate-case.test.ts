import { evaluateCase } from '../../../../../shared/domain/mapping/language/evaluate-case.ts';

describe('a case', () => {
  it.each([
    ['Trim([a])', { a: ' x ' }, { value: 'x' }],
    ['Trim([a])', { a: true }, { value: 'True' }],
    ['Append([a], "!")', { a: 7 }, { value: '7!' }],
    ['Trim([a])', { a: null }, { value: null }],
    ['Trim([a])', {}, { value: null }],
    ['Trim([constructor])', {}, { value: null }],
    ['Trim([a])', { a: { x: 1 } }, { value: null }],
    ['Count([a])', { a: ['x', 1, null, {}] }, { value: '2' }],
    ['IIF([a]="x", IgnoreAttributeFlow, 1)', { a: 'x' }, { value: null, effect: 'ignore-attribute' }],
    ['IIF([a]="x", IgnoreObjectFlow, 1)', { a: 'x' }, { value: null, effect: 'ignore-object' }],
    ['Redact([a])', { a: 'secret' }, { value: '[Redact]', effect: 'log-only' }],
    ['Trim(Redact(CDate([a])))', { a: 'secret' }, { value: '[Redact]', effect: 'log-only' }],
    ['CDate([a])', { a: 'secret' }, { value: null, error: 'the value is no date' }],
  ])('%s over %j', (expression, inputs, expected) => {
    expect(evaluateCase({ id: 'c', expression, inputs })).toEqual({ id: 'c', ...expected });
  });

  it('answers with every fault of an expression, its line and a caret', () => {
    expect(evaluateCase({ id: 'c', expression: 'Trin(\n  Left([a], =))' })).toEqual({
      id: 'c',
      value: null,
      error: [
        'line 1, column 1: there is no function Trin (did you mean Trim?); expected ALL',
        '  Trin(',
        '  ^',
        'line 2, column 13: unexpected "="; expected a function, "text", [attribute] or a number',
        '    Left([a], =))',
        '              ^',
      ]
        .join('\n')
        .replace('ALL', expected('Trin(1)')),
    });
  });

  it('has the time that it names', () => {
    expect(evaluateCase({ id: 'c', expression: 'Now()', now: '2021-07-02T15:33:38Z' }).value).toBe(
      '7/2/2021 3:33:38 PM',
    );
    expect(evaluateCase({ id: 'c', expression: 'Now()', now: 'today' }).error).toBe('now is no ISO 8601 time');
    expect(evaluateCase({ id: 'c', expression: 'Now()' }).error).toBe('the time is not known here');
  });

  it('has the roles of its inputs', () => {
    const inputs = { appRoleAssignments: [{ id: '1', value: 'A', displayName: 'a' }, 'nonsense'] };
    const role = { primary: false, type: 'WindowsAzureActiveDirectoryRole', value: 'A' };
    const evaluated = (name: string): unknown =>
      evaluateCase({ id: 'c', expression: `${name}([appRoleAssignments])`, inputs });

    expect(evaluated('SingleAppRoleAssignment')).toEqual({ id: 'c', value: 'A' });
    expect(evaluated('AppRoleAssignmentsComplex')).toEqual({
      id: 'c',
      value: [{ ...role, displayName: 'a' }],
      effect: 'post',
    });
    expect(evaluated('AssertiveAppRoleAssignmentsComplex')).toEqual({
      id: 'c',
      value: [{ ...role, display: 'a' }],
      effect: 'patch-replace',
    });
  });

  it('passes over values that are taken', () => {
    const expression = 'SelectUniqueValue("Ann", "Anne")';

    expect(evaluateCase({ id: 'c', expression }).value).toBe('Ann');
    expect(evaluateCase({ id: 'c', expression, taken: ['ann'] }).value).toBe('Anne');
    expect(evaluateCase({ id: 'c', expression, taken: ['ann', 'ANNE'] }).error).toBe(
      'every value that SelectUniqueValue gives is taken',
    );
  });
});

function expected(expression: string): string {
  return /expected (.*)/.exec(evaluateCase({ id: 'c', expression }).error ?? '')?.[1] ?? '';
}
