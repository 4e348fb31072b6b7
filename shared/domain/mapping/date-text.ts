const ISO = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ].*|Z|[+-]\d{2}:\d{2})?$/;
const PRINTED = /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})(?: .*)?$/;

/**
 * The calendar date of a text as `yyyy-MM-dd`: ISO 8601 with or without time, or the form in which CDate prints.
 * The date is taken as written, so that a time zone moves nobody's hire date.
 */
export function dateOnly(text: string): string | undefined {
  const groups = (ISO.exec(text) ?? PRINTED.exec(text))?.groups;
  if (groups === undefined) return undefined;
  const [year, month, day] = [Number(groups.year), Number(groups.month), Number(groups.day)];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}
