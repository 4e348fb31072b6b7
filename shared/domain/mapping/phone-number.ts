/** A phone number taken apart: E.164 with its plus, extension, or both. */
export interface PhoneNumber {
  readonly number: string;
  readonly extension: string;
}

const FORM = /^(?:tel:)?(?<number>[^;]*)(?:;ext=(?<extension>[^;]*))?$/i;

/** Reads E.164 or a `tel:` URI with an extension; blanks and the separators ( ) - . are dropped. */
export function parsePhoneNumber(text: string): PhoneNumber | { readonly reason: string } {
  const groups = FORM.exec(text.trim())?.groups;
  if (groups === undefined) return { reason: 'is neither E.164 nor a tel: number' };
  const written = groups.number ?? '';
  const extension = strip(groups.extension ?? '');
  const number = strip(written);
  if (extension !== '' && !/^\d{1,15}$/.test(extension)) return { reason: 'has an extension that is not digits' };
  if (number === '') {
    return extension === '' ? { reason: 'holds no number' } : { number, extension };
  }
  if (!number.startsWith('+')) return { reason: 'does not begin with + and a country code' };
  // In +44 (0)20 the zero is dialled at home only, in +39 (0)6 abroad as well: guessing would dial someone else.
  if (/\(\s*0\s*\)/.test(written)) return { reason: 'holds a trunk prefix (0)' };
  if (!/^\+[1-9]\d{1,14}$/.test(number)) return { reason: 'is not an E.164 number' };
  return { number, extension };
}

function strip(text: string): string {
  return text.replace(/[\s().-]/g, '');
}

/** Writes the form that is sent: `+13175551234`, `tel:+13175551234;ext=4321` or `tel:;ext=4321`. */
export function printPhoneNumber({ number, extension }: PhoneNumber): string {
  return extension === '' ? number : `tel:${number};ext=${extension}`;
}
