import { evaluate, failure, faultsOf } from './evaluate.ts';

describe('Replace', () => {
  it('replaces every occurrence of a text, respecting letter case', () => {
    expect(evaluate('Replace("aXaxa", "a", , , "$&", , )')).toBe('$&X$&x$&');
  });

  it('puts the source into a template', () => {
    expect(evaluate('Replace([id], "<u>", , , , , "<u>@contoso.com")', { id: 'jo' })).toBe('jo@contoso.com');
  });

  it('replaces what a pattern matches, with its groups by name or number', () => {
    const parts = { name: 'Doe John' };

    expect(evaluate(`Replace([name], , "(?<last>\\w+) (?<first>\\w+)", , "\${first} $1", , )`, parts)).toBe('John Doe');
    expect(evaluate('Replace([name], , "o", , "[$0$$]", , )', parts)).toBe('D[o$]e J[o$]hn');
    expect(evaluate(`Replace([name], , "o", , "\${x}", , )`, parts)).toBe(`D\${x}e J\${x}hn`);
  });

  it.each([
    ['[$&]', 'a[b]c a[bb]c'],
    ['$`|', 'aa|c aabc a|c'],
    ["|$'", 'a|c abbcc a|cc'],
    ['<$+>', 'a<b>c a<bb>c'],
    ['<$_>', 'a<abc abbc>c a<abc abbc>c'],
    ['$$1', 'a$1c a$1c'],
    ['$2$', 'a$2$c a$2$c'],
    [`\${g}\${1}$01`, 'abbbc abbbbbbc'],
    [`\${none}$x`, `a\${none}$xc a\${none}$xc`],
  ])('writes %s in place of a match as .NET does', (replacement, expected) => {
    expect(evaluate(`Replace("abc abbc", , "(?<g>b+)", , "${replacement}", , )`)).toBe(expected);
  });

  it('leaves out groups that took no part', () => {
    expect(evaluate('Replace("ab", , "(x)?(a)?b", , "<$1|$2|$+>", , )')).toBe('<|a|a>');
    expect(evaluate('Replace("b", , "(x)?b", , "<$+>", , )')).toBe('<b>');
    expect(evaluate('Replace("b", , "b", , "<$+>", , )')).toBe('<b>');
    expect(evaluate('Replace("ab", , "(?<n>x)?b", "n", "!", , )')).toBe('ab');
    expect(evaluate('Replace([none], , "(?<n>x)", "n", "!", , )')).toBeNull();
    expect(evaluate('Replace("", , "(?<n>x)?b", "n", , "ab", )')).toBe('');
  });

  it('takes what a person has entered as it is', () => {
    expect(evaluate('Replace("abc", , "b", , [by], , )', { by: '$&$1' })).toBe('a$&$1c');
    expect(evaluate('Replace("abc", , "b", , [none], , )')).toBe('ac');
    expect(evaluate('Replace("abc", [none], , , "x", , )')).toBe('abc');
    expect(evaluate('Replace("abc", "z", , , "x", , )')).toBe('abc');
    expect(evaluate('Replace("abc", "z", , , , , "template")')).toBe('template');
    expect(evaluate('Replace("abc", "b", , , [none], , )')).toBe('ac');
    expect(evaluate('Replace([none], , "(?<n>x)", "n", , [other], )')).toBeNull();
  });

  it('says where a pattern fails for a value', () => {
    expect(failure('Trim(Replace([t], , "a", , "b", , ))', { t: 'a'.repeat(10_001) })).toEqual({
      message: 'a pattern is run over at most 10000 characters',
      position: 6,
    });
    expect(failure('Replace([t], , "(?<n>a)", "n", [l], , )', { t: 'a', l: ['x', 'y'] }).position).toBe(32);
  });

  it('replaces only the text of a named group', () => {
    expect(evaluate('Replace([street], , "(?<n>^\\\\d*)", "n", "888", , )', { street: '545 Tremont' })).toBe(
      '888 Tremont',
    );
  });

  it('takes a group from another attribute when the source is empty', () => {
    const expression = 'Replace([phone], , "(?<n>\\\\d{4})", "n", , [mobile], )';

    expect(evaluate(expression, { phone: 'as is', mobile: '+1 2345' })).toBe('as is');
    expect(evaluate(expression, { phone: null, mobile: '+1 2345' })).toBe('2345');
    expect(evaluate(expression, { phone: null, mobile: '2345 6' })).toBe('2345');
    expect(evaluate(expression, { phone: null, mobile: 'none' })).toBeNull();
  });

  it('leaves an absent source absent', () => {
    expect(evaluate('Replace([none], "a", , , "b")')).toBeNull();
    expect(evaluate('Replace([none], , "a*", , "b")')).toBeNull();
  });

  it.each([
    ['Replace([a], "x", "y", , "z")', 1, 'Replace has arguments that do not go together'],
    ['Replace([a], "", , , "z")', 14, 'Replace cannot look for an empty text'],
    ['Replace([a], , [b], , "z")', 16, 'the pattern of Replace is not a constant'],
    ['Replace([a], , "(x)", "n", "z")', 23, 'the pattern has no group n'],
    [
      'Replace([a], , "(?=x)", , "z")',
      16,
      'the pattern cannot be used: look-ahead (?=...) and (?!...) is not supported',
    ],
  ])('%s is refused at its place', (expression, position, message) => {
    expect(faultsOf(expression)).toEqual([expect.objectContaining({ position, message })]);
  });
});
