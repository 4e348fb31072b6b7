import type { DateStyles } from './date-styles.ts';
import { type DateTime, fromFields, toFields, withoutOffset } from './date-time.ts';
import { DateFormatError, MONTHS, readFormat, WEEKDAYS } from './format-tokens.ts';

/** Two-digit years up to 49 belong to 20xx, as in the invariant culture of current .NET. */
const TWO_DIGIT_YEAR_MAX = 49;

type Field = 'year' | 'month' | 'day' | 'weekday' | 'hour' | 'hour12' | 'minute' | 'second' | 'ticks' | 'half';

class Reading {
  readonly text: string;
  readonly end: number;
  at = 0;
  /** Minutes that the text's clock is ahead of UTC. */
  offset: number | undefined;
  isUtc = false;
  private readonly fields = new Map<Field, number>();

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
  }

  /** False when the text has said something else before, as in "d dd" over "1 02". */
  set(field: Field, value: number): boolean {
    const before = this.fields.get(field);
    this.fields.set(field, value);
    return before === undefined || before === value;
  }

  get(field: Field): number | undefined {
    return this.fields.get(field);
  }

  digits(least: number, most: number): string | undefined {
    let end = this.at;
    while (end < this.end && end - this.at < most && /^[0-9]$/.test(this.text.charAt(end))) end += 1;
    if (end - this.at < least) return undefined;
    const digits = this.text.slice(this.at, end);
    this.at = end;
    return digits;
  }

  take(wanted: string): boolean {
    if (this.text.slice(this.at, this.at + wanted.length).toLowerCase() !== wanted.toLowerCase()) return false;
    this.at += wanted.length;
    return true;
  }

  skipWhite(): void {
    while (/^\s$/.test(this.text.charAt(this.at))) this.at += 1;
  }
}

type Step = (reading: Reading) => boolean;

function numeric(field: Field, count: number): Step {
  return (reading) => {
    const digits = reading.digits(Math.min(count, 2), 2);
    return digits !== undefined && reading.set(field, Number(digits));
  };
}

function named(field: Field, names: readonly string[], first: number, count: number): Step {
  const forms = count === 3 ? names.map((name) => name.slice(0, 3)) : names;
  return (reading) => {
    const index = forms.findIndex((name) => reading.take(name));
    return index >= 0 && reading.set(field, index + first);
  };
}

function year(count: number): Step {
  return (reading) => {
    const digits = reading.digits(count === 1 ? 1 : count, Math.max(2, count));
    if (digits === undefined) return false;
    const value = Number(digits);
    if (count > 2) return reading.set('year', value);
    return reading.set('year', value + (value > TWO_DIGIT_YEAR_MAX ? 1900 : 2000));
  };
}

function fraction(least: number, most: number): Step {
  return (reading) => {
    const digits = reading.digits(least, most);
    return digits !== undefined && reading.set('ticks', Number(digits.padEnd(7, '0')));
  };
}

function half(count: number): Step {
  return (reading) => {
    const isMorning = reading.take('AM'.slice(0, count));
    if (!isMorning && !reading.take('PM'.slice(0, count))) return false;
    return reading.set('half', isMorning ? 0 : 12);
  };
}

function readOffset(reading: Reading, count: number): boolean {
  const sign = reading.text.charAt(reading.at);
  if (sign !== '+' && sign !== '-') return false;
  reading.at += 1;
  const hours = reading.digits(count === 1 ? 1 : 2, 2);
  if (hours === undefined) return false;
  if (count > 2) reading.take(':');
  const minutes = count > 2 ? reading.digits(2, 2) : '0';
  if (minutes === undefined || Number(minutes) > 59) return false;
  const total = Number(hours) * 60 + Number(minutes);
  reading.offset = sign === '-' ? -total : total;
  // .NET knows offsets up to 14 hours.
  return total <= 14 * 60;
}

function kind(reading: Reading): boolean {
  if (reading.take('Z')) reading.isUtc = true;
  else if (/^[+-]$/.test(reading.text.charAt(reading.at))) return readOffset(reading, 3);
  return true;
}

// In a format for reading, a bare Z stands for the zone: "Z" or "GMT", that is UTC.
function zulu(reading: Reading): boolean {
  reading.isUtc = reading.take('Z') || reading.take('GMT');
  return reading.isUtc;
}

function field(letter: string, count: number): Step {
  switch (letter) {
    case 'd':
      return count < 3 ? numeric('day', count) : named('weekday', WEEKDAYS, 0, count);
    case 'M':
      return count < 3 ? numeric('month', count) : named('month', MONTHS, 1, count);
    case 'y':
      return year(count);
    case 'h':
      return numeric('hour12', count);
    case 'H':
      return numeric('hour', count);
    case 'm':
      return numeric('minute', count);
    case 's':
      return numeric('second', count);
    case 'f':
      return fraction(count, count);
    case 'F':
      return fraction(0, count);
    case 't':
      return half(count);
    case 'K':
      return kind;
    case 'z':
      return (reading) => readOffset(reading, count);
    default:
      return (reading) => reading.take('A.D.') || reading.take('AD');
  }
}

function hourOf(reading: Reading): number | undefined {
  const twelve = reading.get('hour12');
  const full = reading.get('hour');
  const late = reading.get('half');
  // .NET takes an hour of 12 without AM or PM for the morning.
  const fromTwelve = twelve === undefined || twelve > 12 ? undefined : (twelve % 12) + (late ?? 0);
  if (twelve === undefined) return full ?? 0;
  return full === undefined || full === fromTwelve ? fromTwelve : undefined;
}

function toDate(reading: Reading, styles: DateStyles): DateTime | undefined {
  const hour = hourOf(reading);
  if (hour === undefined) return undefined;
  const get = (name: Field, otherwise: number): number => reading.get(name) ?? otherwise;
  const face = { year: get('year', 1), month: get('month', 1), day: get('day', 1), hour, minute: get('minute', 0) };
  const date = fromFields({ ...face, second: get('second', 0), ticks: get('ticks', 0) }, 'unspecified');
  if (date === undefined) return undefined;
  const weekday = reading.get('weekday');
  if (weekday !== undefined && weekday !== toFields(date).weekday) return undefined;
  const adjusted = styles.adjustToUniversal ? 'utc' : 'local';
  if (reading.offset !== undefined) return withoutOffset(date, reading.offset, adjusted);
  if (reading.isUtc) return { ...date, kind: styles.roundtripKind ? 'utc' : adjusted };
  return styles.assume === undefined ? date : { ...date, kind: adjusted };
}

function steps(format: string): readonly Step[] {
  const tokens = readFormat(format);
  return tokens.map((token, index): Step => {
    if (token.kind === 'field') return field(token.letter, token.count);
    if (token.isBare && token.text === 'Z') return zulu;
    const next = tokens[index + 1];
    const isBeforeOptional = token.text === '.' && next?.kind === 'field' && next.letter === 'F';
    // Without the fraction its point may be missing too.
    return isBeforeOptional ? (reading) => reading.take('.') || true : (reading) => reading.take(token.text);
  });
}

/**
 * Compiles a .NET date format for reading, in the invariant culture; the result is nothing for a text that does not fit.
 * @throws DateFormatError for a format that cannot be read, or that names no year: .NET would take it from today.
 */
export function compileParser(format: string, styles: DateStyles): (text: string) => DateTime | undefined {
  const all = steps(format);
  const hasYear = readFormat(format).some((token) => token.kind === 'field' && token.letter === 'y');
  if (!hasYear && !styles.noCurrentDate) {
    throw new DateFormatError('the format names no year, and a date must not depend on the day it is read');
  }
  return (text) => {
    const left = styles.leadingWhite ? text.trimStart() : text;
    const reading = new Reading(styles.trailingWhite ? left.trimEnd() : left);
    for (const step of all) {
      if (styles.innerWhite) reading.skipWhite();
      if (!step(reading)) return undefined;
    }
    return reading.at === reading.end ? toDate(reading, styles) : undefined;
  };
}
