import { type CatalogueEntry, catalogueEntry, type ValueRule } from './catalogue.ts';
import { dateOnly } from './date-text.ts';
import { parsePhoneNumber, printPhoneNumber } from './phone-number.ts';
import { parseRatedName, printRatedName } from './rated-name.ts';
import type { AttributeName, AttributeValue } from './types.ts';

/** A value fit to be sent, or why it is none; the reason never repeats the value. */
export type CheckedValue =
  | { readonly ok: true; readonly value: AttributeValue }
  | { readonly ok: false; readonly reason: string };

/** One text in the form in which it is sent, null when it is empty, or why it is not fit. */
type CheckedText = { readonly value: string | null } | { readonly reason: string };

const MAIL = /^[^\s@"<>(),;:\\]{1,64}@[^\s@"<>(),;:\\]+\.[^\s@"<>(),;:\\]+$/;
// Join(";ext=", "tel:", [x]) leaves this when [x] is absent: there is no number at all.
const NO_NUMBER = /^tel:(?:;ext=)?$/i;

function isMail(text: string): boolean {
  return text.length <= 254 && MAIL.test(text);
}

function itemsOf(value: AttributeValue): readonly string[] {
  return (typeof value === 'string' ? [value] : (value ?? [])).map((item) => item.trim()).filter((item) => item !== '');
}

/** Checks a value against its attribute and gives it the form in which it is sent; empty values become null. */
export function checkValue(entry: CatalogueEntry, value: AttributeValue): CheckedValue {
  const items = itemsOf(value);
  const [first] = items;
  if (first === undefined) return { ok: true, value: null };
  if (entry.kind === 'list') return checkList(entry, items);
  if (items.length > 1) return { ok: false, reason: `has ${items.length} values and may have one` };
  const checked = checkText(entry.rule, first);
  return 'reason' in checked ? { ok: false, reason: checked.reason } : { ok: true, value: checked.value };
}

function checkList({ rule, maxItems }: CatalogueEntry, items: readonly string[]): CheckedValue {
  const checked = items.map((item) => checkText(rule, item));
  const wrong = checked.find((item) => 'reason' in item);
  if (wrong !== undefined && 'reason' in wrong) return { ok: false, reason: wrong.reason };
  const values = [...new Set(checked.flatMap((item) => ('value' in item ? (item.value ?? []) : [])))].sort();
  if (maxItems !== undefined && values.length > maxItems) {
    return { ok: false, reason: `has ${values.length} values and may have ${maxItems}` };
  }
  return { ok: true, value: values };
}

function checkText(rule: ValueRule, text: string): CheckedText {
  switch (rule) {
    case 'phone':
      return checkPhone(text);
    case 'mail':
    case 'userName':
      return isMail(text) ? { value: text } : { reason: 'is not an e-mail address' };
    case 'date': {
      const date = dateOnly(text);
      return date === undefined ? { reason: 'is not a date' } : { value: date };
    }
    case 'rated': {
      const rated = parseRatedName(text);
      return rated === undefined ? { reason: 'is not name=proficiency with 0 to 5' } : { value: printRatedName(rated) };
    }
    case 'plain':
      return { value: text };
  }
}

function checkPhone(text: string): CheckedText {
  if (NO_NUMBER.test(text)) return { value: null };
  const parsed = parsePhoneNumber(text);
  return 'reason' in parsed ? parsed : { value: printPhoneNumber(parsed) };
}

/**
 * Gives the text by which two values of an attribute are the same or not, for digests and comparison.
 * Numbers compare by number and extension, because Genesys gives them back in several spellings.
 */
export function comparable(name: AttributeName, value: AttributeValue): string {
  const items = itemsOf(value);
  if (items.length === 0) return '';
  const entry = catalogueEntry(name);
  const forms = items.map((item) => comparableText(entry?.rule ?? 'plain', item));
  const [only] = forms;
  if (entry?.kind !== 'list' && forms.length === 1 && only !== undefined) return only;
  return JSON.stringify([...new Set(forms)].sort());
}

function comparableText(rule: ValueRule, text: string): string {
  if (rule === 'mail' || rule === 'userName') return text.toLowerCase();
  if (rule === 'phone' && NO_NUMBER.test(text)) return '';
  const checked = checkText(rule, text);
  if ('value' in checked) return checked.value ?? '';
  return rule === 'phone' ? text.replace(/[\s().-]/g, '').toLowerCase() : text;
}
