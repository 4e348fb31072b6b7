import { DateFormatError } from './format-tokens.ts';

/** How a text is read, by .NET's DateTimeStyles. */
export interface DateStyles {
  readonly leadingWhite: boolean;
  readonly trailingWhite: boolean;
  readonly innerWhite: boolean;
  readonly roundtripKind: boolean;
  readonly adjustToUniversal: boolean;
  /** What a text without a zone is taken for. */
  readonly assume: 'utc' | 'local' | undefined;
  /** A missing date is 0001-01-01 instead of today. */
  readonly noCurrentDate: boolean;
}

const NONE: DateStyles = {
  leadingWhite: false,
  trailingWhite: false,
  innerWhite: false,
  roundtripKind: false,
  adjustToUniversal: false,
  assume: undefined,
  noCurrentDate: false,
};

const WHITE = { leadingWhite: true, trailingWhite: true, innerWhite: true };

const STYLES: Readonly<Record<string, Partial<DateStyles>>> = {
  None: {},
  AllowLeadingWhite: { leadingWhite: true },
  AllowTrailingWhite: { trailingWhite: true },
  AllowInnerWhite: { innerWhite: true },
  AllowWhiteSpaces: WHITE,
  NoCurrentDateDefault: { noCurrentDate: true },
  AdjustToUniversal: { adjustToUniversal: true },
  AssumeLocal: { assume: 'local' },
  AssumeUniversal: { assume: 'utc' },
  RoundtripKind: { roundtripKind: true },
};

/** The styles of FormatDateTime when none are named. */
export const DEFAULT_STYLES: DateStyles = { ...NONE, roundtripKind: true, leadingWhite: true, trailingWhite: true };

/** Names of all styles, for messages. */
export const STYLE_NAMES: readonly string[] = Object.keys(STYLES);

/**
 * Reads names of DateTimeStyles, separated by commas, bars or blanks, with or without the type's own name before them.
 * @throws DateFormatError for an unknown name, or for styles that exclude each other in .NET.
 */
export function readStyles(text: string): DateStyles {
  const names = text
    .split(/[\s,|]+/)
    .map((name) => name.replace(/^DateTimeStyles\./i, ''))
    .filter((name) => name !== '');
  let styles = NONE;
  const assumed = new Set<string>();
  for (const name of names) {
    const known = STYLE_NAMES.find((style) => style.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw new DateFormatError(`there is no date style ${name}`);
    styles = { ...styles, ...STYLES[known] };
    if (known.startsWith('Assume')) assumed.add(known);
  }
  if (assumed.size > 1) throw new DateFormatError('AssumeLocal and AssumeUniversal exclude each other');
  if (styles.roundtripKind && (assumed.size > 0 || styles.adjustToUniversal)) {
    throw new DateFormatError('RoundtripKind excludes AssumeLocal, AssumeUniversal and AdjustToUniversal');
  }
  return styles;
}
