// .NET changes letter case one UTF-16 character at a time, so that a text never becomes longer: ß stays ß, and the sigma at the end
// of a word is the ordinary one. Its invariant culture leaves the two Turkish letters alone that change in no other language.
const INVARIANT_ALONE: ReadonlySet<string> = new Set(['\u0130', '\u0131']);

type Change = (character: string) => string;

function eachCharacter(text: string, change: Change, alone: ReadonlySet<string> | undefined): string {
  let result = '';
  for (const character of text) {
    const changed = alone?.has(character) === true ? character : change(character);
    result += changed.length === character.length ? changed : character;
  }
  return result;
}

const ASCII = /^[\0-\x7f]*$/;

/** Upper case as .NET's invariant culture has it, or a culture such as "tr-TR". */
export function toUpper(text: string, culture?: string): string {
  if (culture !== undefined) return eachCharacter(text, (character) => character.toLocaleUpperCase(culture), undefined);
  return ASCII.test(text) ? text.toUpperCase() : eachCharacter(text, (item) => item.toUpperCase(), INVARIANT_ALONE);
}

/** Lower case as .NET's invariant culture has it, or a culture such as "tr-TR". */
export function toLower(text: string, culture?: string): string {
  if (culture !== undefined) return eachCharacter(text, (character) => character.toLocaleLowerCase(culture), undefined);
  return ASCII.test(text) ? text.toLowerCase() : eachCharacter(text, (item) => item.toLowerCase(), INVARIANT_ALONE);
}

/** A form in which texts that differ in letter case alone are the same; it has as many characters as the text. */
export function foldCase(text: string): string {
  return toLower(toUpper(text));
}

// The categories after which .NET's ToTitleCase begins a word; the function reference lists them.
const TITLE_SEPARATOR = /^[\p{Z}\p{Cc}\p{Cf}\p{Pc}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\p{Sm}\p{Sc}\p{Sk}\p{So}]$/u;

/** Capitalises the first letter of each word and lower-cases the rest; without separators the ones of .NET's ToTitleCase count. */
export function toTitle(text: string, separators: string | undefined): string {
  const own = separators === undefined ? undefined : new Set(separators);
  let result = '';
  let isFirst = true;
  for (const character of toLower(text)) {
    result += isFirst ? toUpper(character) : character;
    isFirst = own === undefined ? TITLE_SEPARATOR.test(character) : own.has(character);
  }
  return result;
}
