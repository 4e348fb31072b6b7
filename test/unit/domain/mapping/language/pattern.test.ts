import fc from 'fast-check';
import { compilePattern } from '../../../../../shared/domain/mapping/language/pattern-matcher.ts';
import { PatternError } from '../../../../../shared/domain/mapping/language/pattern-syntax.ts';

function found(pattern: string, text: string): readonly string[] {
  return compilePattern(pattern)
    .matches(text)
    .map(({ start, end }) => `${start}-${end}`);
}

function foundByEngine(pattern: string, text: string): readonly string[] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map((match) => `${match.index}-${match.index + match[0].length}`);
}

describe('a pattern', () => {
  it.each([
    [String.raw`\d{2,3}`, '1 22 333 4444'],
    ['a|ab|abc', 'abcab'],
    ['(?:ab)+?c', 'ababc'],
    ['x*', 'axxb'],
    ['[^a-c-]+', 'abc-xyz'],
    [String.raw`[\w.-]+@`, 'a.b-c@d'],
    [String.raw`^\s*\S+\b`, '  word two'],
    [String.raw`\bfoo\B`, 'foo food'],
    [String.raw`\x41\u0042[\]\\]`, 'AB] AB\\'],
    ['(.*?)(.{0,3})$', 'abcdef'],
    ['{a}', '{a}'],
    [String.raw`\.\+\/`, '.+/'],
    ['(a*)*b', 'aaab'],
    ['(a?){3}', 'aaaa'],
    ['a{2}', 'aaaaa'],
    ['|a', 'ba'],
  ])('%s finds the same in %j as the engine would', (pattern, text) => {
    expect(found(pattern, text)).toEqual(foundByEngine(pattern, text));
  });

  it('knows Unicode classes', () => {
    expect(found(String.raw`\p{L}+`, 'é1ß')).toEqual(['0-1', '2-3']);
    expect(found(String.raw`\P{L}`, 'é1ß')).toEqual(['1-2']);
  });

  it('lets $ stand before a last line break as .NET does', () => {
    expect(found('a$', 'a\n')).toEqual(['0-1']);
    expect(found('a$', 'a\n\n')).toEqual([]);
  });

  it('numbers unnamed groups before named ones as .NET does', () => {
    const { slotOf } = compilePattern('(?<n>a)(b)');

    expect([slotOf('1'), slotOf('2'), slotOf('n'), slotOf('3')]).toEqual([2, 1, 1, undefined]);
  });

  it.each([
    '(',
    ')',
    '[a',
    'a**',
    '*',
    'a{3,2}',
    'a{1001}',
    '(?=a)',
    '(?<!a)',
    '(?i)a',
    '(?>a)',
    String.raw`(a)\1`,
    String.raw`\k<a>`,
    '[z-a]',
    String.raw`[a-\d]`,
    '[a-z-[b]]',
    String.raw`\p{Nope}`,
    String.raw`\q`,
    'a\\',
    '^*',
    '(?<a>x)(?<a>y)',
    'a++',
    '((a{1000}){1000}){1000}',
    '(((){1000}){1000}){1000}',
    `${'('.repeat(40)}${')'.repeat(40)}`,
    'x'.repeat(1_001),
  ])('%j is refused', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
  });

  it.each(['(a+)+$', '(a|a)+$', '(a|aa)+$', '(.*a){12}$', 'a*a*a*a*a*b'])(
    '%s ends soon on text that blows up other engines',
    (pattern) => {
      expect(found(pattern, `${'a'.repeat(300)}!`)).toEqual([]);
    },
  );

  it('gives up on a value that takes too many steps, saying so', () => {
    expect(() => found('(?:.{0,400}x){2}y', 'x'.repeat(9_000))).toThrow('too many steps');
    expect(() => found('a', 'a'.repeat(10_001))).toThrow('at most 10000 characters');
  });

  it('finds what the engine finds, for any simple pattern and text', () => {
    const unit = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', String.raw`\w`, '(a)', '(?:ab)', '(a|b)', '(?:a|ab)');
    const piece = fc
      .tuple(unit, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '*?', '+?', '??'))
      .map((parts) => parts.join(''));
    const pattern = fc
      .array(fc.oneof(piece, fc.constantFrom('^', '$', '|', String.raw`\b`)), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab ]{0,12}$/), (source, text) => {
        expect(found(source, text)).toEqual(foundByEngine(source, text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('fails on random text with its own error alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...String.raw`ab01()[]{}|*+?^$\.-,<>:pd `) }), (source) => {
        try {
          expect(compilePattern(source).matches('ab 01')).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
