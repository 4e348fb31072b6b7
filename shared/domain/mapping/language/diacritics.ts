// The table of the incumbent's function reference (functions-for-customizing-application-data.md, NormalizeDiacritics). It is not
// Unicode's decomposition: letters that are not listed stay as they are, for example ŵ, ŏ, đ, ð, þ and a plain œ.
// Letters are listed with what they become; capitals follow by rule.
const SMALL: readonly (readonly [string, string])[] = [
  ['a', 'ä à â ã å á ą ă ā ā́ ā̀ ā̂ ā̃ ǟ ā̈ ǡ a̱ å̄'],
  ['ae', 'æ ǣ'],
  ['c', 'ç č ć c̄ c̱'],
  ['d', 'ď d̄ ḏ'],
  ['e', 'ë è é ê ę ě ė ē ḗ ḕ ē̂ ē̃ ê̄ e̱ ë̄ e̊̄'],
  ['g', 'ğ ḡ g̱'],
  ['i', 'ï î ì í ī ī́ ī̀ ī̂ ī̃ i̱'],
  ['l', 'ľ ł l̄ ḹ ḻ'],
  ['n', 'ñ ń ň n̄ ṉ'],
  ['o', 'ö ò ő õ ô ó ō ṓ ṑ ō̂ ō̃ ȫ ō̈ ǭ ȭ ȱ o̱'],
  ['oe', 'ø ø̄ œ̄'],
  ['r', 'ř r̄ ṟ ṝ'],
  ['s', 'š ś ș ş s̄ s̱'],
  ['t', 'ť ț t̄ ṯ'],
  ['u', 'ü ù û ú ů ű ū ū́ ū̀ ū̂ ū̃ u̇̄ ǖ ṻ ṳ̄ u̱'],
  ['y', 'ÿ ý ȳ ȳ́ ȳ̀ ȳ̃ y̱'],
  ['z', 'ź ž ż z̄ ẕ'],
];

/** Letters that have no partner in the other case, or another one than the rule gives. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['ı', 'i'],
  ['İ', 'I'],
  ['ß', 'ss'],
];

const TABLE: ReadonlyMap<string, string> = new Map(
  [
    ...SMALL.flatMap(([plain, letters]) =>
      letters.split(' ').flatMap((letter): [string, string][] => [
        [letter, plain],
        [letter.toUpperCase(), plain.toUpperCase()],
      ]),
    ),
    ...OTHERS,
  ].map(([letter, plain]) => [letter.normalize('NFD'), plain]),
);

const ASCII = /^[\0-\x7f]*$/;
const LETTER = /\p{L}\p{M}*/gu;

/** Replaces the letters of the incumbent's table, composed or not, and leaves everything else as it is. */
export function normaliseDiacritics(text: string): string {
  if (ASCII.test(text)) return text;
  return text.replace(LETTER, (letter) => TABLE.get(letter.normalize('NFD')) ?? letter);
}
