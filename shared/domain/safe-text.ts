declare const safe: unique symbol;

/** Text that may leave the process: it was made by one of the functions below, or is a literal of our own code. */
export type SafeText = string & { readonly [safe]: true };

/**
 * What a text field accepts: our own literals (and unions of them) and SafeText. A plain `string` may hold a name or an address
 * and does not compile; neither does a template with a `string` in it.
 */
export type Safe<T> = T extends SafeText
  ? T
  : T extends string
    ? Record<never, never> extends Record<T, 1>
      ? SafeText
      : T
    : never;

/** The same for every text of an object; what is no text goes through. */
export type SafeTexts<T> = { readonly [K in keyof T]: T[K] extends string ? Safe<T[K]> : T[K] };

/** Words of letters and digits; a filter such as `[type eq "work"]` may stand behind one, as in the names of attributes. */
const CODE = /^[a-z0-9]+(?:(?:\[[a-z]+ eq "[a-z0-9]+"\])?[-._:+]+[a-z0-9]+)*(?:\[[a-z]+ eq "[a-z0-9]+"\])?$/i;
const LONGEST_CODE = 160;

/** Our own words. A text that is put together is none of them. */
export function words<const T extends string>(text: T & Safe<T>): SafeText {
  return text as string as SafeText;
}

/** A word of our own vocabulary that went through a row, such as a reason or an outcome; anything else becomes `unfit`. */
export function asCode(text: string): SafeText {
  return (CODE.test(text) && text.length <= LONGEST_CODE ? text : 'unfit') as SafeText;
}

/** Text whose author is the operator or this program: settings without their secrets, hints, ids of processes. */
export function asDeclared(text: string): SafeText {
  return text as SafeText;
}

/** Characters of a message that are looked at. */
const MOST_READ = 4_000;

type Redactions = readonly (readonly [RegExp, string])[];

const KEYS: Redactions = [
  [/\b(?:Bearer|Basic)\s+\S+/gi, '***'],
  [/\beyJ[\w-]+(?:\.[\w-]*)+/g, '***'],
  [/\b(\w*(?:key|secret|signature|sig|token|password|authorization))(["']?\s*[=:]\s*["']?)[^;&\s"']+/gi, '$1$2***'],
  [/(:\/\/)[^/?#\s@]+@/g, '$1***@'],
];

const CONTENT: Redactions = [
  // Whoever quotes, quotes content: parsers do it with what they could not read, marks of its own included.
  [/".*"|"[^"]*$/gs, '"***"'],
  // Names of our own members are quoted so too, and are one word.
  [/(?<!\w)'[^']*[\s.,@][^']*'(?!\w)/g, "'***'"],
  [/[^\s@"'<>(),;:]+(?:@|%40)[^\s@"'<>(),;]+/gi, '***'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '(id)'],
  [/\+\d[\d\s().-]{5,}\d|\b0\d[\d\s()/-]{6,}\d\b|\b\d{9,}\b/g, '***'],
];

/** A text without what looks like a key: the values of a connection string, a token, the password in an address. */
export function withoutKeys(text: string): string {
  return without(KEYS, text);
}

/** Patterns take time by the square of the length. Whatever the cut goes through is left out: half an address looks like none. */
function beginning(text: string): string {
  return text.length <= MOST_READ ? text : text.slice(0, MOST_READ).replace(/\S+$/, '');
}

function without(redactions: Redactions, text: string): string {
  return redactions.reduce((line, [pattern, instead]) => line.replace(pattern, instead), text);
}

/** A message from elsewhere without what looks like a key, a quotation, an address, an id or a phone number. */
export function asRedacted(text: string, longest: number): SafeText {
  return without(CONTENT, withoutKeys(beginning(text)))
    .slice(0, longest)
    .trimEnd() as SafeText;
}
