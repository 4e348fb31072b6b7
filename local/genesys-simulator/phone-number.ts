import { invalidValue } from './refusal.ts';

/** The phone types of the newest SDK; there is no fax, pager or main. */
export const PHONE_TYPES: readonly string[] = [
  'work',
  'work2',
  'work3',
  'work4',
  'home',
  'mobile',
  'other',
  'microsoftteams',
  'zoomphone',
  'eightbyeight',
  'ringcentral',
];

const E164 = /^\+[1-9]\d{1,14}$/;
const TEL_URI = /^tel:(\+[1-9][\d.()-]{1,30})?(?:;ext=(\d{1,10}))?$/;

/** The profile field behind a type: Teams numbers are kept in phone_other (vendor article on the Teams integration). */
export function phoneSlot(type: string): string {
  return type === 'microsoftteams' ? 'other' : type;
}

/** Canonical form of an accepted value: E.164 without an extension, a tel URI with one; otherwise 400. */
export function readPhoneValue(value: unknown): string {
  if (typeof value === 'string') {
    if (E164.test(value)) return value;
    const tel = TEL_URI.exec(value);
    const number = tel?.[1]?.replace(/[.()-]/g, '') ?? '';
    const extension = tel?.[2];
    if (tel !== null && (number === '' || E164.test(number))) {
      if (extension !== undefined) return `tel:${number};ext=${extension}`;
      if (number !== '') return number;
    }
  }
  throw invalidValue('phoneNumbers value must be E.164 or a tel URI');
}

/** The same number as the user interface writes it, to catch clients that compare text. */
export function withSpaces(canonical: string): string {
  return canonical.replace(/\+(\d+)/, (_all, digits: string) => {
    const groups: string[] = [];
    let rest = digits;
    for (const size of [4, 3, 3]) {
      if (rest.length <= size) break;
      groups.unshift(rest.slice(-size));
      rest = rest.slice(0, -size);
    }
    return `+${[rest, ...groups].join(' ')}`;
  });
}
