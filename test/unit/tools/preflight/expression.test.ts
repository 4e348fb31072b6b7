import { readExpression } from '../../../../tools/preflight/expression.ts';
import { type Scope, UnknownValue } from '../../../../tools/preflight/expression-functions.ts';

const VALUES: Readonly<Record<string, unknown>> = { n: 3, text: "it's", list: ['a', ''], none: null };
const scope: Scope = {
  cloud: 'AzureChinaCloud',
  env: { SET: 'from outside' },
  value(name) {
    if (!(name in VALUES)) throw new UnknownValue(name);
    return VALUES[name];
  },
};
const evaluate = (source: string): unknown => readExpression(source)(scope);

describe('an expression of Bicep', () => {
  it.each([
    [`'it\\'s \\u{48}\\n$1 \\\${n}'`, `it's H\n$1 \${n}`],
    [`'\${text}: \${n + 1}'`, "it's: 4"],
    ["'''\nraw 'text'\n'''", "raw 'text'\n"],
    ['-5', -5],
    ['[1, 2\n  3 // three\n]', [1, 2, 3]],
    ["{ a: 1, 'b c': [] }", { a: 1, 'b c': [] }],
    ["n == 3 && !(text == 'x') || false", true],
    ["n > 3 ? 'more' : n == 3 ? 'as many' : 'fewer'", 'as many'],
    ["none ?? 'else'", 'else'],
    ['1 + 2 * 3 - 4 / 2 % 3', 5],
    ["contains('abc', 'b') && contains(['x'], 'x') && !contains(list, 'b')", true],
    ['empty(none) && empty([]) && !empty(list)', true],
    ["join(filter(list, item => !empty(item)), ',')", 'a'],
    [`map(split('a b', ' '), part => '<\${part}>')`, ['<a>', '<b>']],
    ["concat(['a'], [], ['b'])", ['a', 'b']],
    ["environment().name == 'AzureChinaCloud' ? ['china'] : ['global']", ['china']],
    ["length(trim('  six ')) == 3 && startsWith('https://x', 'HTTPS://')", true],
    ["readEnvironmentVariable('SET', 'own')", 'from outside'],
    ["readEnvironmentVariable('UNSET', 'own')", 'own'],
    ["parseCidr('10.0.0.0/22').cidr <= 24", true],
  ])('%s is %j', (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  it('asks only for what decides', () => {
    expect(evaluate("n == 3 ? 'yes' : missing")).toBe('yes');
    expect(evaluate('n == 4 && missing')).toBe(false);
  });

  it.each([
    "uniqueString('x')",
    'missing',
    "readEnvironmentVariable('UNSET')",
    'parseCidr(text)',
    '1 2',
    "'open",
    'n.x',
    'filter(none, x => true)',
  ])('%s is nothing that can be known', (source) => {
    expect(() => evaluate(source)).toThrow(UnknownValue);
  });
});
