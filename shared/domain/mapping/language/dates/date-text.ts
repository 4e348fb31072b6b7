import { type DateTime, fromFields, toFields, withoutOffset } from './date-time.ts';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?)?\s?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?$/;
/** What CDate and Now print; the seconds and the time may be missing, as .NET's own reader allows. */
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ([AaPp])[Mm])?)?$/;

function toTicks(fraction: string | undefined): number {
  return Number((fraction ?? '').padEnd(7, '0').slice(0, 7));
}

function number(digits: string | undefined): number {
  return Number(digits ?? 0);
}

function readIso(text: string): DateTime | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offsetHours, offsetMinutes] = match;
  const face = {
    year: number(year),
    month: number(month),
    day: number(day),
    hour: number(hour),
    minute: number(minute),
  };
  const date = fromFields(
    { ...face, second: number(second), ticks: toTicks(fraction) },
    zulu === undefined ? 'unspecified' : 'utc',
  );
  if (date === undefined || sign === undefined) return date;
  const minutes = number(offsetHours) * 60 + number(offsetMinutes);
  // .NET knows offsets up to 14 hours.
  if (minutes > 14 * 60 || number(offsetMinutes) > 59) return undefined;
  return withoutOffset(date, sign === '-' ? -minutes : minutes, 'local');
}

function readSlashed(text: string): DateTime | undefined {
  const match = SLASHED.exec(text);
  if (match === null) return undefined;
  const [, month, day, year, hour, minute, second, half] = match;
  const given = number(hour);
  if (half !== undefined && (given < 1 || given > 12)) return undefined;
  const afternoon = half?.toLowerCase() === 'p' ? 12 : 0;
  const face = {
    year: number(year),
    month: number(month),
    day: number(day),
    minute: number(minute),
    second: number(second),
  };
  return fromFields({ ...face, hour: half === undefined ? given : (given % 12) + afternoon, ticks: 0 }, 'unspecified');
}

/**
 * Reads what CDate takes, as UTC: ISO 8601 dates and times with or without an offset (a date alone may have one too), and the
 * form that the date functions print, month first. Text without an offset is taken for UTC. Nothing when it is no such date.
 */
export function readDate(text: string): DateTime | undefined {
  const trimmed = text.trim();
  return readIso(trimmed) ?? readSlashed(trimmed);
}

/** Prints a time as CDate does: `M/d/yyyy h:mm:ss tt`. */
export function printDate(date: DateTime): string {
  const { year, month, day, hour, minute, second } = toFields(date);
  const two = (part: number): string => String(part).padStart(2, '0');
  const half = hour < 12 ? 'AM' : 'PM';
  return `${month}/${day}/${String(year).padStart(4, '0')} ${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)}:${two(second)} ${half}`;
}
