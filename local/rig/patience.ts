/** How long a run waits for quiet, milliseconds. */
export interface Patience {
  /** Without anybody being settled. */
  readonly stillMs: number;
  /** Without anybody being settled while an end fails the check of the start. */
  readonly failingMs: number;
}

/** What the rule looks at; times in milliseconds since the epoch. */
export interface Course {
  readonly began: number;
  /** When somebody was last settled for the first time. */
  readonly lastProgress: number;
  readonly records: number;
  readonly failing: ReadonlyMap<string, string>;
}

/** A first load writes 300 people a minute; twice as long is allowed for whatever comes between. */
const MS_A_PERSON = 400;
const FAILING_MS = 60_000;

/** The longest waits of the record protocol are 15 minutes (divided by the speed); `seconds` replaces the rule's own patience. */
export function patienceOf({ speed, patience }: { speed: number; patience: number | undefined }): Patience {
  const stillMs = patience === undefined ? 120_000 + 1_200_000 / speed : patience * 1000;
  return { stillMs, failingMs: Math.min(FAILING_MS, stillMs) };
}

/** Why a run gives up now, as the beginning of a sentence; undefined = it goes on. */
export function whyGiveUp({ stillMs, failingMs }: Patience, course: Course, now = Date.now()): string | undefined {
  const { began, lastProgress, records, failing } = course;
  const still = now - Math.max(began, lastProgress);
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  if (failing.size > 0 && still > failingMs) return `An end failed its check for ${seconds(failingMs)}`;
  if (still > stillMs) return `Not quiet, and nobody was settled for ${seconds(stillMs)}`;
  const total = 2 * stillMs + records * MS_A_PERSON;
  return now - began > total ? `Not quiet after ${seconds(total)}` : undefined;
}
