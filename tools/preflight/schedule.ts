const FIELDS = [
  { name: 'second', low: 0, high: 59, words: [] },
  { name: 'minute', low: 0, high: 59, words: [] },
  { name: 'hour', low: 0, high: 23, words: [] },
  { name: 'day', low: 1, high: 31, words: [] },
  { name: 'month', low: 1, high: 12, words: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of week', low: 0, high: 6, words: 'sun mon tue wed thu fri sat'.split(' ') },
] as const;
type Field = (typeof FIELDS)[number];

/** A run takes longer than this, and the host starts none while another is under way. */
const CLOSEST_SECONDS = 10;
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with six NCRONTAB fields; undefined = nothing, and also when they are not six. */
export function scheduleFault(schedule: string): string | undefined {
  const parts = schedule.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) return undefined;
  const sets = FIELDS.map((field, index) => valuesOf(parts[index] ?? '', field));
  const bad = sets.indexOf(undefined);
  const field = FIELDS[bad];
  if (field !== undefined) {
    return `"${parts[bad]}" is no ${field.name}; allowed is ${field.low} to ${field.high}, *, lists, ranges and steps`;
  }
  const [seconds = [], , , days = [], months = []] = sets.map((set) => set ?? []);
  if (closest(seconds) < CLOSEST_SECONDS) {
    return `"${schedule}" comes more often than every ${CLOSEST_SECONDS} seconds; allowed is once in ${CLOSEST_SECONDS} seconds or less often`;
  }
  const isReal = months.some((month) => days.some((day) => day <= (LONGEST_MONTHS[month - 1] ?? 0)));
  return isReal ? undefined : `"${schedule}" never comes; allowed is a day that one of the months has`;
}

/** The values that one field lets through; undefined = it is not written as one. */
function valuesOf(text: string, field: Field): number[] | undefined {
  const all = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d?))?$/.exec(part) ?? [];
    if (from === undefined || (from === '*' && to !== undefined)) return undefined;
    const first = from === '*' ? field.low : numberOf(from, field);
    const end = to === undefined && (from === '*' || step !== undefined) ? field.high : numberOf(to ?? from, field);
    if (first === undefined || end === undefined || first > end) return undefined;
    for (let value = first; value <= end; value += Number(step ?? 1)) all.add(value);
  }
  return [...all].sort((a, b) => a - b);
}

function numberOf(text: string, { low, high, words }: Field): number | undefined {
  const word = (words as readonly string[]).indexOf(text.slice(0, 3).toLowerCase());
  const value = word === -1 ? (/^\d+$/.test(text) ? Number(text) : Number.NaN) : word + low;
  return value >= low && value <= high ? value : undefined;
}

/** The least seconds between two of them, the next minute's first one included. */
function closest(seconds: readonly number[]): number {
  const next = [...seconds.slice(1), (seconds[0] ?? 0) + 60];
  return Math.min(...seconds.map((second, index) => (next[index] ?? 0) - second));
}
