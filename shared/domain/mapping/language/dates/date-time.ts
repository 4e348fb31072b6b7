/** A point in time as .NET's DateTime holds it. */
export interface DateTime {
  /** Milliseconds from 1970 to what the clock face shows, as if it showed UTC. */
  readonly ms: number;
  /** 100 ns units beyond `ms`, 0 to 9999. */
  readonly ticks: number;
  /** Whether the text said UTC, gave an offset (turned into the machine's zone, which is UTC in Azure), or said nothing. */
  readonly kind: 'utc' | 'local' | 'unspecified';
}

/** The fields of a clock face; month and day count from 1, `ticks` are the 100 ns units of the second. */
export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ticks: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 0001-01-01 and the last millisecond of 9999, the bounds of .NET's DateTime. */
const MIN_MS = -62_135_596_800_000;
const MAX_MS = 253_402_300_799_999;
/** 1601-01-01, where Windows file times begin. */
const FILE_TIME_MS = -11_644_473_600_000;
const TICKS_PER_MS = 10_000n;

/** Intervals of DateAdd and DateDiff, as Visual Basic abbreviates them. */
export const INTERVALS = ['yyyy', 'm', 'd', 'ww', 'h', 'n', 's'] as const;
export type Interval = (typeof INTERVALS)[number];

function isInRange(ms: number): boolean {
  return ms >= MIN_MS && ms <= MAX_MS;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function utc(year: number, month: number, day: number): number {
  // Date.UTC reads years below 100 as 19xx.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

/** Builds a time, or nothing when the fields name no real one. */
export function fromFields(fields: DateFields, kind: DateTime['kind']): DateTime | undefined {
  const { year, month, day, hour, minute, second, ticks } = fields;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const ms =
    utc(year, month, day) + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + Math.floor(ticks / 10_000);
  return { ms, ticks: ticks % 10_000, kind };
}

/** The fields of a time, and the day of the week (0 = Sunday). */
export function toFields({ ms, ticks }: DateTime): DateFields & { readonly weekday: number } {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ticks: date.getUTCMilliseconds() * 10_000 + ticks,
    weekday: date.getUTCDay(),
  };
}

/** The same time with another clock face: `minutes` is the offset from UTC that it was written with. */
export function withoutOffset(date: DateTime, minutes: number, kind: DateTime['kind']): DateTime | undefined {
  const ms = date.ms - minutes * MINUTE_MS;
  return isInRange(ms) ? { ms, ticks: date.ticks, kind } : undefined;
}

function addMonths(date: DateTime, months: number): DateTime | undefined {
  const fields = toFields(date);
  const total = fields.year * 12 + fields.month - 1 + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  if (year < 1 || year > 9999) return undefined;
  // The 31st of a shorter month is its last day.
  return fromFields({ ...fields, year, month, day: Math.min(fields.day, daysInMonth(year, month)) }, date.kind);
}

const LENGTH_MS = { d: DAY_MS, ww: 7 * DAY_MS, h: HOUR_MS, n: MINUTE_MS, s: SECOND_MS } as const;

/** Adds intervals as Visual Basic's DateAdd does; nothing when the result is before year 1 or after 9999. */
export function addInterval(date: DateTime, interval: Interval, count: number): DateTime | undefined {
  if (interval === 'yyyy') return addMonths(date, count * 12);
  if (interval === 'm') return addMonths(date, count);
  const ms = date.ms + count * LENGTH_MS[interval];
  return isInRange(ms) ? { ...date, ms } : undefined;
}

function sunday(date: DateTime): number {
  return date.ms - new Date(date.ms).getUTCDay() * DAY_MS;
}

function whole(ms: number, length: number): number {
  // "+ 0" turns -0 into 0.
  return Math.trunc(ms / length) + 0;
}

/**
 * Counts intervals from one time to another as Visual Basic's DateDiff does: whole lengths of time for days and less, calendar
 * boundaries for months and years, and for weeks the Sundays between.
 */
export function countIntervals(interval: Interval, from: DateTime, to: DateTime): number {
  if (interval === 'yyyy' || interval === 'm') {
    const [first, last] = [toFields(from), toFields(to)];
    const years = last.year - first.year;
    return interval === 'yyyy' ? years : years * 12 + last.month - first.month;
  }
  if (interval === 'ww') return whole(whole(sunday(to) - sunday(from), DAY_MS), 7);
  const exact = to.ms - from.ms + (to.ticks - from.ticks) / 10_000;
  return whole(exact, LENGTH_MS[interval]);
}

/** The Windows file time, 100 ns units since 1601; nothing for an earlier time. */
export function toFileTime({ ms, ticks }: DateTime): bigint | undefined {
  const time = BigInt(ms - FILE_TIME_MS) * TICKS_PER_MS + BigInt(ticks);
  return time < 0n ? undefined : time;
}

/** The time of a Windows file time; nothing when it is negative or after the year 9999. */
export function fromFileTime(time: bigint): DateTime | undefined {
  const ms = Number(time / TICKS_PER_MS) + FILE_TIME_MS;
  return time < 0n || !isInRange(ms) ? undefined : { ms, ticks: Number(time % TICKS_PER_MS), kind: 'utc' };
}
