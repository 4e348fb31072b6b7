import { evaluate, failure, faultsOf } from './evaluate.ts';

const USER = { name: 'Bob', list: ['a', 'B', 'a'], empty: '', phone: '+1 317' };

describe('functions of text', () => {
  it.each([
    ['Prepend("x-", [name])', 'x-Bob'],
    ['Prepend("x-", [none])', null],
    ['Prepend([none], [name])', 'Bob'],
    ['Append([empty], "!")', '!'],
    ['Mid([name], 2)', 'ob'],
    ['Mid([name], 2, )', 'ob'],
    ['Mid([name], 0, 2)', 'Bo'],
    ['Mid([name], 1, -1)', ''],
    ['Mid([none], 1, 1)', null],
    ['Left([name], 0)', ''],
    ['Right([name], 0)', ''],
    ['Right([name], -1)', 'Bob'],
    ['Right([none], 1)', ''],
    ['InStr([name], "")', '1'],
    ['InStr([name], "", 4)', '4'],
    ['InStr([name], "", 5)', '0'],
    ['InStr([none], "x")', '0'],
    ['InStr("STRASSE", "stra", 1, "vbTextCompare")', '1'],
    ['InStr("aXb", "x", , vbBinaryCompare)', '0'],
    ['Trim([list])', ['a', 'B', 'a']],
    ['Trim(Split("a ,b", ","))', ['a', 'b']],
    ['Trim([none])', null],
    ['StripSpaces([none])', null],
    ['Word("a--b", 2, "-")', 'b'],
    ['Word("-a", 1, "-")', 'a'],
    ['Word("a b", 2, " ")', 'b'],
    ['Word("a b ", 3, " ")', ''],
    ['Word("a b", 1, [none])', 'a b'],
    ['Word("a b", -1, " ")', ''],
    ['Word([none], 1, " ")', ''],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, USER)).toEqual(expected);
  });

  it('counts positions from 1', () => {
    expect(failure('InStr("a", "b", [n])', { n: 0 })).toEqual({
      message: 'InStr cannot start before position 1',
      position: 1,
    });
  });
});

describe('letter case', () => {
  it.each([
    ['ToUpper("straße ı")', 'STRAßE ı'],
    ['ToLower("ΟΔΟΣ İ")', 'οδοσ İ'],
    ['ToLower("IİA", "tr-TR")', 'ıia'],
    ['ToUpper("ıi", "tr")', 'Iİ'],
    ['ToUpper("ı", "en-US")', 'I'],
    ['ToLower([none])', null],
    ['ToUpper([none])', null],
    ['ToUpper("ǆ𐐨")', 'Ǆ𐐀'],
    ['PCase("PINTO-DE\'SILVA", " \'-")', "Pinto-De'Silva"],
    ['PCase("a-b c", "-")', 'A-B c'],
    ['PCase("ANN_LEE")', 'Ann_Lee'],
    ['PCase("o\'neil (jr)/x1y")', "O'Neil (Jr)/X1y"],
    ['PCase("a\u00adb +c $d ^e ©f «g")', 'A\u00adB +C $D ^E ©F «G'],
    ['PCase("éa ßa", )', 'Éa ßa'],
    ['PCase([none])', null],
    ['PCase("ab cd", [none])', 'Ab Cd'],
  ])('%s gives %j', (expression, expected) => {
    expect(evaluate(expression, USER)).toBe(expected);
  });

  it('needs the name of a culture', () => {
    expect(faultsOf('ToUpper([a], [b])')).toEqual([expect.objectContaining({ position: 14 })]);
    expect(faultsOf('ToLower([a], "")')).toEqual([
      { position: 14, message: 'ToLower needs a culture name', expected: 'a text such as "tr-TR", or nothing' },
    ]);
  });
});

describe('diacritics', () => {
  it.each([
    ['äàâãåáąăāā́ā̀ā̂ā̃ǟā̈ǡa̱å̄', 'aaaaaaaaaaaaaaaaaa'],
    ['ÄÀÂÃÅÁĄĂĀĀ́Ā̀Ā̂Ā̃ǞĀ̈ǠA̱Å̄', 'AAAAAAAAAAAAAAAAAA'],
    ['æǣÆǢ', 'aeaeAEAE'],
    ['çčćďëèéêęěėğ', 'cccdeeeeeeeg'],
    ['ïîìíıİ', 'iiiiiI'],
    ['ľłŁñńň', 'llLnnn'],
    ['öòőõôóōṓǭȱÖ', 'ooooooooooO'],
    ['øø̄œ̄ØØ̄Œ̄', 'oeoeoeOEOEOE'],
    ['řßšśșşťțüùûúůűṻ', 'rssssssttuuuuuuu'],
    ['ÿýȳźžżŻ', 'yyyzzzZ'],
    ['ë'.normalize('NFD'), 'e'],
    ['ŵŏđðþœŒй', 'ŵŏđðþœŒй'],
    ['a\u0308\u0301', 'a\u0308\u0301'],
    ['Müller, José 1', 'Muller, Jose 1'],
  ])('%s become %s', (text, expected) => {
    expect(evaluate('NormalizeDiacritics([t])', { t: text })).toBe(expected);
  });

  it('leaves nothing as it is', () => {
    expect(evaluate('NormalizeDiacritics([none])')).toBeNull();
  });
});
