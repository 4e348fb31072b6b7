import fc from 'fast-check';
import { EvaluationError } from '../../../../../shared/domain/mapping/language/expression-error.ts';
import { compilePattern } from '../../../../../shared/domain/mapping/language/patterns/compile-pattern.ts';
import { PatternError } from '../../../../../shared/domain/mapping/language/patterns/pattern-error.ts';

function found(pattern: string, text: string): readonly string[] {
  const matches: string[] = [];
  compilePattern(pattern).eachMatch(text, ({ start, end }) => matches.push(`${start}-${end}`));
  return matches;
}

function foundByEngine(pattern: string, text: string, flags = ''): readonly string[] {
  return [...text.matchAll(new RegExp(pattern, `g${flags}`))].map(
    (match) => `${match.index}-${match.index + match[0].length}`,
  );
}

function refusal(pattern: string): string {
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
  throw new Error(`compiled: ${pattern}`);
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
    ['a{,3}', 'aa a{,3}'],
    [String.raw`\.\+\/\:\;\<`, './ .+/:;<'],
    ['(a*)*b', 'aaab'],
    ['(a?){3}', 'aaaa'],
    ['a{2}', 'aaaaa'],
    ['a{2,}?', 'aaaaa'],
    ['|a', 'ba'],
    ['(?<=x)a|(?<!x)b', 'a xa xb b'],
    [String.raw`[\d\-]+|[^\d\s]`, '1-2 z'],
    [String.raw`[\W]+`, 'a -b'],
    [String.raw`[\S]+`, 'a -\tb'],
    [String.raw`[\D]+`, 'a1b'],
    [String.raw`\W\S\D`, '-- 1ab -a'],
    [String.raw`[\b]`, 'a\bb'],
    [String.raw`\t\n\v\f\r\0\cA[\0]`, '\t\n\v\f\r\0\x01\0'],
    ['[]a]', 'a]'.replace(']', '')],
    ['[[a]', '[a'],
    ['[a-]', 'b-a'],
    ['.', 'a\nb'],
    ['[ -~]+', 'a\nb'],
  ])('%s finds the same in %j as the engine would', (pattern, text) => {
    const forEngine = pattern.replace('[]a]', String.raw`[\]a]`);

    expect(found(pattern, text)).toEqual(foundByEngine(forEngine, text));
  });

  it.each([
    ['(?i)aB', 'AB ab', '0-2 3-5'],
    ['a(?i:b)c', 'aBc aBC', '0-3'],
    ['(?i)a(?-i:b)', 'Ab AB', '0-2'],
    ['((?i)a)a', 'AaAA', '0-2'],
    ['(?s)a.b', 'a\nb', '0-3'],
    ['(?s:a.)b|(?-s:c.)', 'a\nb c\n', '0-3'],
    ['(?m)^a$', 'a\na', '0-1 2-3'],
    ['(?m)^a', 'a\nba\na', '0-1 5-6'],
    ['(?m)a$', 'a\nab\na', '0-1 5-6'],
    ['(?m:^)a|(?-m:^)b', 'b\nab', '0-1 2-3'],
    [String.raw`\Aa`, 'aa', '0-1'],
    [String.raw`a\z`, 'aa', '1-2'],
    ['(?-i)a(?i-i)b', 'ab AB', '0-2'],
    ['a(?:)b(?s-s:c)', 'abc', '0-3'],
    ['(?s)(?#)a', 'a', '0-1'],
    [`${'(a)'.repeat(40)}`, 'a'.repeat(40), '0-40'],
    [`${'(?i)'.repeat(40)}a`, 'A', '0-1'],
    ['(?#note)a(?#)b', 'ab', '0-2'],
    [String.raw`\Aa\z`, 'a', '0-1'],
    [String.raw`a\Z`, 'aa\n', '1-2'],
    [String.raw`\e\a\07\x7E`, '\u001b\u0007\u0007~', '0-4'],
    ["(?'n'a)b", 'ab', '0-2'],
  ])('%s means in %j what it means in .NET', (pattern, text, expected) => {
    expect(found(pattern, text).join(' ')).toBe(expected);
  });

  it('knows digits, words and blanks of all scripts as .NET does', () => {
    expect(found(String.raw`\d+`, '٣4')).toEqual(['0-2']);
    expect(found(String.raw`\w+`, 'Zoë_1!')).toEqual(['0-5']);
    expect(found(String.raw`[^\w]`, 'ë!')).toEqual(['1-2']);
    expect(found(String.raw`[\W]`, 'ë!\u0903\u{10FFFF}')).toHaveLength(3);
    expect(found(String.raw`\s+`, 'a\u00a0\u2003\u3000b')).toEqual(['1-4']);
    expect(found(String.raw`\S`, '\u00a0a')).toEqual(['1-2']);
    expect(found(String.raw`\p{L}+`, 'é1ß')).toEqual(['0-1', '2-3']);
    expect(found(String.raw`\P{Lu}`, 'Éé')).toEqual(['1-2']);
  });

  it('lets $ stand before a last line break, and nowhere else, as .NET does', () => {
    expect(found('a$', 'a\n')).toEqual(['0-1']);
    expect(found('a$', 'a\n\n')).toEqual([]);
    expect(found('a$', 'a\na')).toEqual(['2-3']);
  });

  it.each([
    [String.raw`a\sb$`],
    ['a\nb$'],
    [String.raw`a\nb$`],
    [String.raw`a[\n]b$`],
    ['a[\t-\r]b$'],
    ['a[^x]b$'],
    [String.raw`a\Wb$`],
    [String.raw`a\Db$`],
    ['(?s)a.b$'],
    [String.raw`a\p{Cc}b$`],
    [String.raw`a[\s]b$`],
  ])('%s finds a line break inside the text', (pattern) => {
    expect(found(pattern, 'a\nb')).toEqual(['0-3']);
  });

  it.each([['a.b$'], [String.raw`a\Sb$`], [String.raw`a[\S]b$`], [String.raw`a[^\n]b$`], [String.raw`a[^\s]b$`]])(
    '%s finds no line break inside the text',
    (pattern) => {
      expect(found(pattern, 'a\nb')).toEqual([]);
      expect(found(pattern, 'a-b')).toEqual(['0-3']);
    },
  );

  it('numbers unnamed groups before named ones as .NET does', () => {
    const { slotOf, groupCount } = compilePattern('(?<n>a)(?:x)?(b)');

    expect([slotOf('0'), slotOf('1'), slotOf('2'), slotOf('n'), slotOf('3')]).toEqual([0, 2, 1, 1, undefined]);
    expect(groupCount).toBe(2);
  });

  it('says whether a text matches at all', () => {
    expect(compilePattern(String.raw`.*\@contoso\.com`).isIn('ann@contoso.com')).toBe(true);
    expect(compilePattern('b$').isIn('a\nb\n')).toBe(true);
    expect(compilePattern('b').isIn('a')).toBe(false);
  });

  it.each([
    ['(', '( is not closed'],
    [')', ') has no opening parenthesis'],
    ['[a', '[ is not closed'],
    ['[', '[ is not closed'],
    ['a**', 'two quantifiers in a row'],
    ['a++', 'two quantifiers in a row'],
    ['a{2}{3}', 'two quantifiers in a row'],
    ['*', 'a quantifier follows nothing'],
    ['+', 'a quantifier follows nothing'],
    ['?', 'a quantifier follows nothing'],
    ['a|*', 'a quantifier follows nothing'],
    ['(?s)+', 'a quantifier follows nothing'],
    ['(?i)*', 'a quantifier follows nothing'],
    ['a{3,2}', 'a quantifier is reversed'],
    ['a{1001}', 'a quantifier counts beyond 1000'],
    ['a{1,1001}', 'a quantifier counts beyond 1000'],
    ['(?=a)', 'look-ahead (?=...) and (?!...) is not supported'],
    ['(?!a)', 'look-ahead (?=...) and (?!...) is not supported'],
    ['(?<=(a))b', 'a look-behind holds a group or is otherwise not supported'],
    ['(?>a)', 'an atomic group (?>...) is not supported'],
    ['(?(a)b|c)', 'a choice by condition (?(...)...|...) is not supported'],
    ['(?<a-b>c)', 'a balancing group (?<a-b>...) is not supported'],
    ['(?<-b>c)', 'a balancing group (?<a-b>...) is not supported'],
    ['(?<1>c)', 'a group that is numbered by hand (?<1>...) is not supported'],
    ['(?x)a', 'the option (?x) is not supported; allowed are i, m and s'],
    ['(?n:a)', 'the option (?n) is not supported; allowed are i, m and s'],
    ['(?P<a>b)', 'a group begins with (?, followed by nothing this engine knows'],
    ['(?#a', 'a comment is not closed'],
    [String.raw`(a)\1`, String.raw`references back to a group (\1, \k<name>) are not supported`],
    [String.raw`\k<a>`, String.raw`references back to a group (\1, \k<name>) are not supported`],
    [String.raw`\Ga`, String.raw`\G, the end of the match before, is not supported`],
    ['[z-a]', 'a range in [ ] is reversed'],
    [String.raw`[a-\d]`, 'a range in [ ] ends with a class'],
    [String.raw`[\d-a]`, 'a range in [ ] begins with a class'],
    ['[a-z-[b]]', 'subtraction of one class from another ([a-z-[aeiou]]) is not supported'],
    [String.raw`\p{IsGreek}`, String.raw`the class \p{IsGreek} is not known; allowed are Unicode's general categories`],
    [String.raw`\pL`, String.raw`\p needs a class name in braces`],
    [String.raw`\q`, String.raw`\q is not an escape this engine knows`],
    [String.raw`\_`, String.raw`\_ is not an escape this engine knows`],
    ['a\\', 'the pattern ends with a backslash'],
    ['(?<a>x)(?<a>y)', 'the group name a stands twice'],
    ['(?m)^a$(?-m)b$', 'the ends of lines (?m) and the end of the text do not go together in one pattern'],
    ['((a{1000}){1000}){1000}', 'it is too large'],
    ['(((){1000}){1000}){1000}', 'it is too large'],
    ['a{900}b{900}c{900}', 'it is too large once its counts are written out'],
    [`${'('.repeat(33)}${')'.repeat(33)}`, 'groups are nested deeper than 32'],
    ['x'.repeat(1_001), 'a pattern has at most 1000 characters'],
  ])('%j is refused', (pattern, message) => {
    expect(refusal(pattern)).toBe(message);
  });

  it('takes what lies just within its bounds', () => {
    expect(found(`${'('.repeat(32)}a${')'.repeat(32)}`, 'a')).toEqual(['0-1']);
    expect(found('x'.repeat(1_000), 'x')).toEqual([]);
    expect(found('a{1000}', 'a'.repeat(1_000))).toEqual(['0-1000']);
    expect(found('a', 'a'.repeat(10_000))).toHaveLength(10_000);
  });

  it.each(['(a+)+$', '(a|a)+$', '(a|aa)+$', '(.*a){12}$', 'a*a*a*a*a*b'])(
    '%s ends soon on text that blows up other engines',
    (pattern) => {
      expect(found(pattern, `${'a'.repeat(300)}!`).filter((range) => range !== '301-301')).toEqual([]);
    },
  );

  it('gives up on a value that would take too long, saying so', () => {
    expect(() => found('a.*b.{0,900}|a', 'a'.repeat(9_000))).toThrow(
      new EvaluationError('the pattern matches too often in this value'),
    );
    expect(() => found('a', 'a'.repeat(10_001))).toThrow('a pattern is run over at most 10000 characters');
  });

  it('gives no wrong answer about word boundaries beyond ASCII', () => {
    expect(() => found(String.raw`\bv`, 'Zoëv')).toThrow('the pattern has \\b and the value has letters beyond ASCII');
    expect(found(String.raw`\bv`, '– v')).toEqual(['2-3']);
    expect(found('v', 'Zoëv')).toEqual(['3-4']);
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
      { numRuns: 2_000 },
    );
  });

  it('fails on random text with its own error alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...String.raw`ab01()[]{}|*+?^$\.-,<>:pd =!'#ims`) }), (source) => {
        try {
          expect(found(source, 'ab 01')).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
