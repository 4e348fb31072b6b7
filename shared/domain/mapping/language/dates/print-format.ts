import { type DateFields, type DateTime, toFields } from './date-time.ts';
import { MONTHS, readFormat, WEEKDAYS } from './format-tokens.ts';

type Fields = DateFields & { readonly weekday: number; readonly kind: DateTime['kind'] };
type Printer = (fields: Fields) => string;

function padded(read: (fields: Fields) => number, count: number): Printer {
  return (fields) => String(read(fields)).padStart(Math.min(count, 2), '0');
}

function named(read: (fields: Fields) => string, count: number): Printer {
  return count === 3 ? (fields) => read(fields).slice(0, 3) : read;
}

function fraction(count: number): Printer {
  return ({ ticks }) => String(ticks).padStart(7, '0').slice(0, count);
}

function yearPrinter(count: number): Printer {
  if (count <= 2) return padded(({ year }) => year % 100, count);
  return ({ year }) => String(year).padStart(count, '0');
}

// The machine's zone is UTC, so the offset is the same for every kind.
function offset(count: number): string {
  if (count === 1) return '+0';
  return count === 2 ? '+00' : '+00:00';
}

function printer(letter: string, count: number): Printer {
  switch (letter) {
    case 'd':
      if (count < 3) return padded(({ day }) => day, count);
      return named(({ weekday }) => WEEKDAYS[weekday] ?? '', count);
    case 'M':
      if (count < 3) return padded(({ month }) => month, count);
      return named(({ month }) => MONTHS[month - 1] ?? '', count);
    case 'y':
      return yearPrinter(count);
    case 'h':
      return padded(({ hour }) => (hour % 12 === 0 ? 12 : hour % 12), count);
    case 'H':
      return padded(({ hour }) => hour, count);
    case 'm':
      return padded(({ minute }) => minute, count);
    case 's':
      return padded(({ second }) => second, count);
    case 'f':
      return fraction(count);
    case 'F':
      return (fields) => fraction(count)(fields).replace(/0+$/, '');
    case 't':
      return ({ hour }) => (hour < 12 ? 'AM' : 'PM').slice(0, count);
    case 'K':
      return ({ kind }) => ({ utc: 'Z', local: '+00:00', unspecified: '' })[kind];
    case 'z':
      return () => offset(count);
    default:
      return () => 'A.D.';
  }
}

/**
 * Compiles a .NET date format for printing, in the invariant culture.
 * @throws DateFormatError for a format that cannot be read.
 */
export function compilePrinter(format: string): (date: DateTime) => string {
  const steps = readFormat(format).map((token) =>
    token.kind === 'literal'
      ? { print: () => token.text, isOptional: false }
      : { print: printer(token.letter, token.count), isOptional: token.letter === 'F' },
  );
  return (date) => {
    const fields = { ...toFields(date), kind: date.kind };
    let result = '';
    for (const { print, isOptional } of steps) {
      const part = print(fields);
      // A fraction that is left out takes the point before it along.
      if (isOptional && part === '' && result.endsWith('.')) result = result.slice(0, -1);
      result += part;
    }
    return result;
  };
}
