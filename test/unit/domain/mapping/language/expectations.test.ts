import { printExpression } from '../../../../../shared/domain/mapping/language/expression.ts';
import { EvaluationError, ExpressionError } from '../../../../../shared/domain/mapping/language/expression-error.ts';
import {
  FUNCTION_NAMES,
  LANGUAGE_FUNCTIONS,
  withCanonicalNames,
} from '../../../../../shared/domain/mapping/language/function-table.ts';
import { parseExpression } from '../../../../../shared/domain/mapping/language/parser.ts';
import { failure, faultsOf } from './evaluate.ts';

const WHOLE = 'a whole number';
const DATE = 'a date such as 2020-03-16, 2020-03-16-07:00, 2020-03-16T10:00:00Z or 3/16/2020 7:00:00 AM';
const OPERAND = 'a function, "text", [attribute] or a number';
const FORMAT = 'a .NET date format such as "yyyy-MM-dd"';

describe('a fault says what would fit', () => {
  it.each([
    ['Left([a], "x")', WHOLE],
    ['Left([a], )', WHOLE],
    ['BitAnd("x", 1)', 'a whole number, or &H and hexadecimal digits'],
    ['BitAnd(, 1)', 'a whole number, or &H and hexadecimal digits'],
    ['Trin([a])', FUNCTION_NAMES.join(', ')],
    ['Trim([a], 1)', 'Trim(source)'],
    ['Trim(other)', 'a function, "text" or [attribute]'],
    ['Trim([a]="")', 'a value; IIF and CBool take a comparison'],
    ['Trim(IgnoreAttributeFlow)', 'it as a branch of IIF or Switch'],
    ['Trim(IgnoreFlowIfNullOrEmpty([a]))', 'it outermost, or as a branch of IIF or Switch'],
    ['Trim(SelectUniqueValue("a", "b"))', 'it outermost'],
    ['Switch([a], 1, 2, 3, 4)', 'a value after each key'],
    ['InStr([a], "b", 1, x)', 'vbBinaryCompare or vbTextCompare'],
    ['Contains([a], "b", x)', 'CaseSensitive or CaseInsensitive'],
    ['Item([a], 0)', 'a whole number from 1'],
    ['Split([a], "")', 'a text of at least one character'],
    ['Replace([a], "", , , "b")', 'a text of at least one character'],
    ['Replace([a], , [b], , "c")', 'a text in quotes'],
    [
      'Replace([a], , "(", , "c")',
      'a .NET pattern without look-ahead, references back, atomic groups and class subtraction',
    ],
    ['Replace([a], , "(?<x>b)", "y", "c")', 'the name of a group of the pattern'],
    [
      'Replace([a], "b", "c", , "d")',
      'old with replacement or template; pattern with replacement; or pattern and group with replacement or replacement attribute',
    ],
    ['CDate("x")', DATE],
    ['DateAdd("x", 1, "2020-01-01")', '"yyyy", "m", "d", "ww", "h", "n", "s"'],
    ['FormatDateTime([a], [b], "yyyy", "yy")', 'a text in quotes'],
    ['FormatDateTime([a], , "", "yy")', FORMAT],
    [
      'FormatDateTime([a], "x", "yyyy", "yy")',
      'None, AllowLeadingWhite, AllowTrailingWhite, AllowInnerWhite, AllowWhiteSpaces, NoCurrentDateDefault, AdjustToUniversal, AssumeLocal, AssumeUniversal, RoundtripKind',
    ],
    ['RandomString(0,0,0,0,0)', 'a length from 1 to 256'],
    ['RandomString(3,1,1,1,1)', 'a length of at least 4'],
    ['SingleAppRoleAssignment([x])', '[appRoleAssignments]'],
    ['', OPERAND],
    ['Trim([])', 'a name between the brackets'],
    ['"x', 'a closing quote (")'],
    [`"${'x'.repeat(10_000)}"`, 'at most 10000 characters'],
    [`${'Trim('.repeat(65)}[a]${')'.repeat(65)}`, 'at most 64 levels'],
    ['Trim([a] [b])', 'a comma or a closing parenthesis'],
    ['Trim([a]) [b]', 'the end of the expression'],
  ])('%s', (expression, expected) => {
    expect(faultsOf(expression).map((fault) => fault.expected)).toEqual([expected]);
  });

  it.each([
    [`"${'x'.repeat(10_000)}"`, 'expression has 10002 characters'],
    ['Trim([])', 'attribute name is missing'],
    ['Trim(Trimm)', 'unexpected word Trimm (did you mean Trim(...)?)'],
    ['Append([a] , [b] = 1)', 'a comparison stands where a value is expected'],
    ['IIF([a] = Trin([b]), Jion([c]), 1)', 'there is no function Trin (did you mean Trim?)'],
  ])('and what is wrong with %s', (expression, message) => {
    expect(faultsOf(expression)[0]?.message).toBe(message);
  });

  it('looks at the arguments of a call that cannot be used', () => {
    const places = (expression: string): readonly number[] => faultsOf(expression).map(({ position }) => position);

    expect(places('Zzzzzz(Trim([a], 2) = 1, vbTextCompare, Trin([a]))')).toEqual([1, 8, 41]);
    expect(places('Zzzzzz(IgnoreFlowIfNullOrEmpty([a]), IgnoreObjectFlow)')).toEqual([1]);
    expect(places('Trim(SelectUniqueValue(Trin("a"), "b"))')).toEqual([6, 24]);
    expect(places('Trim(IgnoreFlowIfNullOrEmpty(Trin("a")))')).toEqual([6, 30]);
    expect(faultsOf('RandomString(4, Trin(1), 1, 1, 1)', {}).map(({ position }) => position)).toEqual([1, 17]);
    expect(faultsOf('SelectUniqueValue(Trin(1), 1)', { onlyOnCreate: true }).map(({ position }) => position)).toEqual([
      1, 19,
    ]);
  });
});

describe('errors', () => {
  it('are told apart by their names', () => {
    const error = new ExpressionError({ position: 3, message: 'unexpected x', expected: 'y' });

    expect([error.name, error.message]).toEqual(['ExpressionError', 'unexpected x at character 3; expected y']);
    expect(new EvaluationError('x').name).toBe('EvaluationError');
  });

  it('of the context say where the call stands', () => {
    expect(failure('Append("a", Guid())')).toEqual({ message: 'a random id is not known here', position: 13 });
    expect(failure('Append("a", RandomString([n],1,1,1,1))', { n: 2 }).position).toBe(13);
    expect(failure('Append("a", RandomString([n],1,1,1,1))', { n: 'x' }).position).toBe(26);
  });
});

describe('the table of functions', () => {
  it('describes each one for the reference', () => {
    for (const { name, usage, meaning, min, max } of LANGUAGE_FUNCTIONS) {
      expect(usage.startsWith(`${name}(`)).toBe(true);
      expect(meaning).toMatch(/^.{10,}[.]$/);
      expect(min).toBeLessThanOrEqual(max);
    }
    expect(LANGUAGE_FUNCTIONS).toHaveLength(56);
  });

  it('is sorted by name', () => {
    expect(FUNCTION_NAMES).toEqual([...FUNCTION_NAMES].sort());
    expect(FUNCTION_NAMES).toEqual(LANGUAGE_FUNCTIONS.map(({ name }) => name));
  });

  it('spells names the same way everywhere in an expression', () => {
    const tree = parseExpression('iif(trim([a]) <> tolower("X"), other(isnullorempty([b])), )');

    expect(printExpression(withCanonicalNames(tree))).toBe(
      'IIF(Trim([a]) <> ToLower("X"), other(IsNullOrEmpty([b])), )',
    );
  });

  it('prints texts so that they are read the same', () => {
    expect(printExpression(parseExpression(String.raw`Trim("a\\\"b\c")`))).toBe(String.raw`Trim("a\\\"b\\c")`);
  });
});
