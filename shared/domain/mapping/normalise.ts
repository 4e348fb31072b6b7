import { type CatalogueEntry, catalogueEntry } from './catalogue.ts';
import { parsePhoneNumber, printPhoneNumber } from './phone-number.ts';
import type { AttributeName, AttributeValue } from './types.ts';

/** A value fit to be sent, or why it is none; the reason never repeats the value. */
export type CheckedValue =
  | { readonly ok: true; readonly value: AttributeValue }
  | { readonly ok: false; readonly reason: string };

const MAIL = /^[^\s@"<>(),;:\\]{1,64}@[^\s@"<>(),;:\\]+\.[^\s@"<>(),;:\\]+$/;

function isMail(text: string): boolean {
  return text.length <= 254 && MAIL.test(text);
}

/** Checks a value against its attribute and gives it the form in which it is sent; empty values become null. */
export function checkValue(entry: CatalogueEntry, value: AttributeValue): CheckedValue {
  const items = (typeof value === 'string' ? [value] : (value ?? []))
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const [first] = items;
  if (first === undefined) return { ok: true, value: null };
  if (entry.kind === 'list') return { ok: true, value: [...new Set(items)].sort() };
  if (items.length > 1) return { ok: false, reason: `has ${items.length} values and may have one` };
  if (entry.rule === 'phone') return checkPhone(first);
  if ((entry.rule === 'mail' || entry.rule === 'userName') && !isMail(first)) {
    return { ok: false, reason: 'is not an e-mail address' };
  }
  return { ok: true, value: first };
}

function checkPhone(text: string): CheckedValue {
  // Join(";ext=", "tel:", [x]) leaves this when [x] is absent: there is no number at all.
  if (/^tel:(?:;ext=)?$/i.test(text)) return { ok: true, value: null };
  const parsed = parsePhoneNumber(text);
  return 'reason' in parsed ? { ok: false, reason: parsed.reason } : { ok: true, value: printPhoneNumber(parsed) };
}

/**
 * Gives the text by which two values of an attribute are the same or not, for digests and comparison.
 * Numbers compare by number and extension, because Genesys gives them back in several spellings.
 */
export function comparable(name: AttributeName, value: AttributeValue): string {
  const items = (typeof value === 'string' ? [value] : (value ?? []))
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0) return '';
  const rule = catalogueEntry(name)?.rule ?? 'plain';
  const forms = items.map((item) => comparableText(rule, item));
  const [only] = forms;
  if (catalogueEntry(name)?.kind !== 'list' && forms.length === 1 && only !== undefined) return only;
  return JSON.stringify([...new Set(forms)].sort());
}

function comparableText(rule: CatalogueEntry['rule'], text: string): string {
  if (rule === 'mail' || rule === 'userName') return text.toLowerCase();
  if (rule !== 'phone') return text;
  if (/^tel:(?:;ext=)?$/i.test(text)) return '';
  const parsed = parsePhoneNumber(text);
  return 'reason' in parsed ? text.replace(/[\s().-]/g, '').toLowerCase() : printPhoneNumber(parsed);
}
