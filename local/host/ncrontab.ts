/** A parsed NCRONTAB schedule: allowed values per field, all in UTC. */
export interface Schedule {
  readonly fields: readonly ReadonlySet<number>[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const fieldRules = [
  { name: 'second', low: 0, high: 59, names: [] },
  { name: 'minute', low: 0, high: 59, names: [] },
  { name: 'hour', low: 0, high: 23, names: [] },
  { name: 'day', low: 1, high: 31, names: [] },
  { name: 'month', low: 1, high: 12, names: months },
  { name: 'day of week', low: 0, high: 6, names: weekdays },
] as const;

type Rule = { name: string; low: number; high: number; names: readonly string[] };

function parseValue(text: string, rule: Rule): number {
  const named = rule.names.indexOf(text.slice(0, 3).toUpperCase());
  const value = named >= 0 ? named + rule.low : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= rule.low && value <= rule.high)) {
    throw new Error(`"${text}" is no ${rule.name} between ${rule.low} and ${rule.high}.`);
  }
  return value;
}

function parseField(text: string, rule: Rule): Set<number> {
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const every = step === undefined ? 1 : Number(step);
    if (!(Number.isInteger(every) && every >= 1)) {
      throw new Error(`"${part}" has no whole step above zero.`);
    }
    const [from = '', to] = range.split('-');
    const first = range === '*' ? rule.low : parseValue(from, rule);
    const last = range === '*' || (to === undefined && step !== undefined) ? rule.high : parseValue(to ?? from, rule);
    for (let value = first; value <= last; value += every) {
      allowed.add(value);
    }
  }
  if (allowed.size === 0) {
    throw new Error(`"${text}" allows no ${rule.name}.`);
  }
  return allowed;
}

/**
 * Parses six fields: second minute hour day month day-of-week.
 * @throws on anything else; time spans work on dedicated plans only and five fields hide the seconds.
 */
export function parseSchedule(text: string): Schedule {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fieldRules.length) {
    throw new Error(`Schedule "${text}" must have six fields: second minute hour day month day-of-week.`);
  }
  try {
    return { fields: fieldRules.map((rule, index) => parseField(parts[index] ?? '', rule)) };
  } catch (cause) {
    throw new Error(`Schedule "${text}": ${String(cause)}`, { cause });
  }
}

function allows(schedule: Schedule, field: number, value: number): boolean {
  return schedule.fields[field]?.has(value) ?? false;
}

// NCRONTAB wants day and day of week both to match, unlike classic cron, where either is enough.
function dayMatches(schedule: Schedule, day: Date): boolean {
  return (
    allows(schedule, 3, day.getUTCDate()) &&
    allows(schedule, 4, day.getUTCMonth() + 1) &&
    allows(schedule, 5, day.getUTCDay())
  );
}

/**
 * The first moment of the schedule strictly after `after`.
 * @throws when there is none within eight years, such as 30 February.
 */
export function nextOccurrence(schedule: Schedule, after: Date): Date {
  const next = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
  const limit = after.getTime() + 8 * 366 * 86_400_000;
  while (next.getTime() <= limit) {
    if (!dayMatches(schedule, next)) {
      next.setUTCHours(24, 0, 0, 0);
    } else if (!allows(schedule, 2, next.getUTCHours())) {
      next.setUTCHours(next.getUTCHours() + 1, 0, 0, 0);
    } else if (!allows(schedule, 1, next.getUTCMinutes())) {
      next.setUTCMinutes(next.getUTCMinutes() + 1, 0, 0);
    } else if (!allows(schedule, 0, next.getUTCSeconds())) {
      next.setUTCSeconds(next.getUTCSeconds() + 1, 0);
    } else {
      return next;
    }
  }
  throw new Error('The schedule never occurs.');
}
