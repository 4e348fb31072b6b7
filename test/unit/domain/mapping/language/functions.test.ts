import { EvaluationError } from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { evaluate, faultsOf } from './evaluate.ts';

const BOB = { name: 'Bob', phone: '+1 317', ext: '4321', list: ['a', 'b'], flag: 'True', zero: '0' };

describe('functions of the mapping language', () => {
  it.each([
    ['Append([name], "!")', 'Bob!'],
    ['Append([none], "!")', null],
    ['Append([name], [none])', 'Bob'],
    ['Coalesce([none], [name], "x")', 'Bob'],
    ['Coalesce([none], "", "x")', ''],
    ['Coalesce([none], [other])', null],
    ['Coalesce([none], [list])', ['a', 'b']],
    ['IIF([name]="Bob", "yes", "no")', 'yes'],
    ['IIF([name]="bob", "yes", "no")', 'no'],
    ['IIF([none]="", "yes", "no")', 'yes'],
    ['IIF([name]<>"Bob", "yes", "no")', 'no'],
    ['IIF([ext]>=4321, "yes", "no")', 'yes'],
    ['IIF([ext]>"4321", "yes", "no")', 'no'],
    ['IIF([ext]<"05000", "yes", "no")', 'yes'],
    ['IIF([flag], "yes", "no")', 'yes'],
    ['IIF([zero], "yes", "no")', 'no'],
    ['IIF(IsPresent([name]), [none], "no")', null],
    ['InStr("repEated", "e")', '2'],
    ['InStr("repEated", "e", 3, vbTextCompare)', '4'],
    ['InStr("abc", "z")', '0'],
    ['IsNull([none])', 'True'],
    ['IsNull("")', 'False'],
    ['IsNullOrEmpty("")', 'True'],
    ['IsPresent([name])', 'True'],
    ['Join(", ", [none], "", [list], [name])', 'a, b, Bob'],
    ['Join([none], "a", "b")', 'ab'],
    ['Left([name], 2)', 'Bo'],
    ['Left([name], -1)', 'Bob'],
    ['Left([none], 2)', ''],
    ['Right([name], 2)', 'ob'],
    ['Right([name], 9)', 'Bob'],
    ['Mid([name], 2, 9)', 'ob'],
    ['Mid([name], "1", "1")', 'B'],
    ['Mid([name], 9, 1)', ''],
    ['Not([flag])', 'False'],
    ['Not("False")', 'True'],
    ['Not([none])', 'True'],
    ['StripSpaces([phone])', '+1317'],
    ['StripSpaces("a\t b")', 'a\tb'],
    ['Switch([name], "d", "bob", "1", "Bob", "2")', '2'],
    ['Switch([name], , "x", "1")', null],
    ['Switch([none], "d", "", "empty")', 'empty'],
    ['ToLower([name])', 'bob'],
    ['ToUpper("i", "tr-TR")', 'İ'],
    ['ToUpper([name], )', 'BOB'],
    ['Trim(" a ")', 'a'],
    ['IgnoreFlowIfNullOrEmpty([none])', '(ignored)'],
    ['IIF([flag], IgnoreFlowIfNullOrEmpty(""), "x")', '(ignored)'],
    ['IIF([flag], IgnoreAttributeFlow, "x")', '(ignored)'],
    ['switch([name], "d", "Bob", "any case")', 'any case'],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, BOB)).toEqual(expected);
  });

  it('evaluates only the branch that is taken', () => {
    expect(evaluate('IIF(IsNullOrEmpty([none]), "fine", Mid([name], [name], 1))', BOB)).toBe('fine');
    expect(evaluate('Switch("a", Mid("x", [name], 1), "a", "fine")', BOB)).toBe('fine');
  });

  it('writes the extension forms that Genesys documents', () => {
    const both =
      'IIF(IsNullOrEmpty(StripSpaces([ext])), StripSpaces([phone]), Join(";ext=", Append("tel:", StripSpaces([phone])), StripSpaces([ext])))';

    expect(evaluate('Join(";ext=", "tel:", StripSpaces([ext]))', BOB)).toBe('tel:;ext=4321');
    expect(evaluate(both, BOB)).toBe('tel:+1317;ext=4321');
    expect(evaluate(both, { ...BOB, ext: null })).toBe('+1317');
  });

  it('will not choose one of several values', () => {
    expect(() => evaluate('ToLower([list])', BOB)).toThrow(EvaluationError);
    expect(evaluate('ToLower([list])', { list: ['A'] })).toBe('a');
  });

  it('will not start before the beginning of a text', () => {
    expect(() => evaluate('InStr("a", "a", [zero])', BOB)).toThrow(EvaluationError);
  });
});

describe('an expression that cannot be compiled', () => {
  it.each([
    ['Trin([a])', 1, 'there is no function Trin (did you mean Trim?)'],
    ['Zzzzzzzz([a])', 1, 'there is no function Zzzzzzzz'],
    ['SingleAppRoleAssignment([a])', 25, 'SingleAppRoleAssignment takes the list of role assignments'],
    ['Trim([a], "x")', 1, 'Trim has 2 arguments'],
    ['Left([a], "two")', 11, '"two" is no whole number'],
    ['Left([a], )', 11, 'a number is missing'],
    ['Switch([a], "d", "k", "v", "k2")', 28, 'Switch has a key without a value'],
    ['ToLower([a], "no culture")', 14, 'ToLower needs a culture name'],
    ['InStr([a], "x", 1, vbOther)', 20, 'unknown way to compare'],
    ['Trim([a]="x")', 6, 'a comparison stands where a value is expected'],
    ['Trim(IgnoreFlowIfNullOrEmpty([a]))', 6, 'IgnoreFlowIfNullOrEmpty stands inside another value'],
    ['IIF(IgnoreAttributeFlow = "", 1, 2)', 5, 'IgnoreAttributeFlow stands inside another value'],
    ['Trim(something)', 6, 'unexpected word something'],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });

  it('reports every fault in it at once', () => {
    expect(faultsOf('Jion(Trin([a]), Left([a], "x"))').map(({ position }) => position)).toEqual([1, 6, 27]);
  });
});
