import { type DateStyles, DEFAULT_STYLES, readStyles, STYLE_NAMES } from '../dates/date-styles.ts';
import { printDate, readDate } from '../dates/date-text.ts';
import {
  addInterval,
  countIntervals,
  type DateTime,
  fromFileTime,
  INTERVALS,
  type Interval,
  toFileTime,
} from '../dates/date-time.ts';
import { DateFormatError } from '../dates/format-tokens.ts';
import { compileParser } from '../dates/parse-format.ts';
import { compilePrinter } from '../dates/print-format.ts';
import type { CallBuilder, LanguageFunction } from '../language-function.ts';
import { type Part, toWhole, type Value } from '../value.ts';
import { UNUSABLE } from './define.ts';

const DATES = 'a date such as 2020-03-16, 2020-03-16-07:00, 2020-03-16T10:00:00Z or 3/16/2020 7:00:00 AM';

function dateArgument(call: CallBuilder, index: number): Part<DateTime> {
  const constant = call.constant(index);
  if (call.isBlank(index) || (constant !== undefined && readDate(constant) === undefined)) {
    call.fail(index, constant === undefined ? 'a date is missing' : `${JSON.stringify(constant)} is no date`, DATES);
  }
  const text = call.text(index);
  // One date is remembered: a constant, however it is written, is read once and not for each person.
  let lastText: string | null = null;
  let lastDate: DateTime | undefined;
  return (source, context) => {
    const value = text(source, context);
    if (value !== lastText) {
      lastDate = value === null ? undefined : readDate(value);
      lastText = value;
    }
    const date = lastDate;
    if (date === undefined)
      throw call.error(value === null || value === '' ? 'a date is needed and there is none' : 'the value is no date');
    return date;
  };
}

function interval(call: CallBuilder): Interval | undefined {
  const written = call.constant(0);
  const known = INTERVALS.find((name) => name === written?.toLowerCase());
  if (known === undefined) {
    const message =
      written === undefined ? 'the interval is not a constant' : `there is no interval ${JSON.stringify(written)}`;
    call.fail(0, message, INTERVALS.map((name) => `"${name}"`).join(', '));
  }
  return known;
}

function buildDateAdd(call: CallBuilder): Part<Value> {
  const unit = interval(call);
  const count = call.integer(1);
  const date = dateArgument(call, 2);
  if (unit === undefined) return UNUSABLE;
  return (source, context) => {
    const sum = addInterval(date(source, context), unit, count(source, context));
    if (sum === undefined) throw call.error('DateAdd leaves the years 1 to 9999');
    return printDate(sum);
  };
}

function buildDateDiff(call: CallBuilder): Part<Value> {
  const unit = interval(call);
  const from = dateArgument(call, 1);
  const to = dateArgument(call, 2);
  if (unit === undefined) return UNUSABLE;
  return (source, context) => String(countIntervals(unit, from(source, context), to(source, context)));
}

function buildDateFromNum(call: CallBuilder): Part<Value> {
  const text = call.text(0);
  return (source, context) => {
    const value = text(source, context);
    if (value === null) return null;
    const number = toWhole(value);
    const date = number === undefined ? undefined : fromFileTime(number);
    if (date === undefined) throw call.error('the value is no Windows file time');
    return printDate(date);
  };
}

function compiled<T>(call: CallBuilder, index: number, what: string, compile: (text: string) => T): T | undefined {
  const written = call.constant(index);
  if (written === undefined) {
    call.fail(index, `the ${what} is not a constant`, 'a text in quotes');
    return undefined;
  }
  try {
    return compile(written);
  } catch (error) {
    if (!(error instanceof DateFormatError)) throw error;
    const expected = what === 'date style' ? STYLE_NAMES.join(', ') : 'a .NET date format such as "yyyy-MM-dd"';
    call.fail(index, `the ${what} cannot be used: ${error.message}`, expected);
    return undefined;
  }
}

// The styles came later: FormatDateTime(source, in, out) still stands in samples and exports.
function buildFormatDateTime(call: CallBuilder): Part<Value> {
  const [input, output] = call.count === 3 ? [1, 2] : [2, 3];
  const named = call.count === 3 || call.isBlank(1) ? DEFAULT_STYLES : compiled(call, 1, 'date style', readStyles);
  const styles: DateStyles = named ?? DEFAULT_STYLES;
  const parse = compiled(call, input, 'input format', (text) => compileParser(text, styles));
  const print = compiled(call, output, 'output format', compilePrinter);
  const text = call.text(0);
  if (parse === undefined || print === undefined) return UNUSABLE;
  const format = call.constant(input) ?? '';
  return (source, context) => {
    const value = text(source, context);
    if (value === null || value === '') throw call.error('a date is needed and there is none');
    const date = parse(value);
    if (date === undefined) throw call.error(`the format ${format} does not fit the value`);
    return print(date);
  };
}

/** The functions about dates and times; all of them count in UTC. */
export const DATE_FUNCTIONS: readonly LanguageFunction[] = [
  {
    name: 'CDate',
    usage: 'CDate(text)',
    meaning: 'A date and time in UTC, printed as M/d/yyyy h:mm:ss tt.',
    min: 1,
    max: 1,
    yields: 'date',
    build: (call) => {
      const date = dateArgument(call, 0);
      return (source, context) => printDate(date(source, context));
    },
  },
  {
    name: 'DateAdd',
    usage: 'DateAdd(interval, number, date)',
    meaning: 'The date with intervals added: yyyy, m, d, ww, h, n (minutes) or s.',
    min: 3,
    max: 3,
    yields: 'date',
    build: buildDateAdd,
  },
  {
    name: 'DateDiff',
    usage: 'DateDiff(interval, date1, date2)',
    meaning: 'How many intervals lie between, as Visual Basic counts them; positive when date2 is later.',
    min: 3,
    max: 3,
    yields: 'number',
    build: buildDateDiff,
  },
  {
    name: 'DateFromNum',
    usage: 'DateFromNum(number)',
    meaning: 'The date of a Windows file time (100 ns since 1601), in UTC.',
    min: 1,
    max: 1,
    yields: 'date',
    build: buildDateFromNum,
  },
  {
    name: 'FormatDateTime',
    usage: 'FormatDateTime(source, styles, inputFormat, outputFormat)',
    meaning: 'A date in another .NET format; without styles RoundtripKind with white space around it.',
    min: 3,
    max: 4,
    build: buildFormatDateTime,
  },
  {
    name: 'Now',
    usage: 'Now()',
    meaning: 'The time in UTC, printed as CDate does.',
    min: 0,
    max: 0,
    yields: 'date',
    changesByItself: true,
    build: () => (_source, context) => printDate({ ms: context.now(), ticks: 0, kind: 'utc' }),
  },
  {
    name: 'NumFromDate',
    usage: 'NumFromDate(date)',
    meaning: 'The Windows file time of a date.',
    min: 1,
    max: 1,
    yields: 'number',
    build: (call) => {
      const date = dateArgument(call, 0);
      return (source, context) => {
        const time = toFileTime(date(source, context));
        if (time === undefined) throw call.error('the date is before 1601, where Windows file times begin');
        return String(time);
      };
    },
  },
];
