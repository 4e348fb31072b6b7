import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { compileMapping } from '../shared/domain/mapping/compile-mapping.ts';
import { DEFAULT_MAPPING } from '../shared/domain/mapping/default-mapping.ts';
import { compileText } from '../shared/domain/mapping/language/compile-expression.ts';
import { NO_CONTEXT } from '../shared/domain/mapping/language/evaluation-context.ts';
import { findSourceAttribute } from '../shared/domain/mapping/source-attributes.ts';
import type { SourceUser } from '../shared/domain/mapping/types.ts';
import { defaultByHand, heavyByHand, salesforceByHand } from './mapping-by-hand.ts';
import { FIXTURE, fixtureExpressions, HEAVY } from './mappings.ts';
import { person } from './people.ts';

/**
 * Figures of the mapping, in processor time of this process so that neighbours do not count: people a second on one core beside the
 * same mapping written by hand, time to compile, and whether memory grows with the people seen. Fails when a bound is missed.
 */

const PEOPLE = 20_000;
const ROUNDS = 9;
const COMPILES = 50;
const MAX_COMPILE_MS = 50;
const MAX_RATIO = 3;
const MAX_GROWTH_BYTES = 1_000_000;

interface Subject {
  readonly name: string;
  /** People a second that the compiled mapping must reach. */
  readonly least: number;
  compile(): (user: SourceUser) => unknown;
  byHand(user: SourceUser): unknown;
}

function mapped(file: unknown): (user: SourceUser) => unknown {
  const compiled = compileMapping(file);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
  const { mapping } = compiled;
  return (user) => {
    const evaluation = mapping.evaluate(user);
    if (!evaluation.ok) throw new Error(evaluation.reason);
    return evaluation.values;
  };
}

function salesforce(): (user: SourceUser) => unknown {
  const roles = [{ id: '1', value: 'Sales', displayName: 'Sales' }];
  const evaluators = fixtureExpressions().map((expression) => {
    const lookup = (name: string) => {
      const found = findSourceAttribute(name);
      return typeof found === 'string' ? found : found.read;
    };
    const compiled = compileText(expression, lookup, { knowsRoles: true });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.faults));
    return compiled.evaluate;
  });
  const context = { ...NO_CONTEXT, roles };
  return (user) => evaluators.map((evaluate) => evaluate(user, context));
}

const SUBJECTS: readonly Subject[] = [
  { name: 'default mapping', least: 100_000, compile: () => mapped(DEFAULT_MAPPING), byHand: defaultByHand },
  ...(existsSync(FIXTURE)
    ? [{ name: 'Salesforce export', least: 30_000, compile: salesforce, byHand: salesforceByHand }]
    : []),
  { name: 'heavy mapping', least: 30_000, compile: () => mapped(HEAVY), byHand: heavyByHand },
];

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** People a second, the best of some rounds: the first ones warm up. */
function speed(people: readonly SourceUser[], map: (user: SourceUser) => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => cpuMs(() => people.forEach(map)));
  return Math.round((people.length * 1_000) / Math.min(...times));
}

function growth(map: (user: SourceUser) => unknown): number | undefined {
  const { gc } = globalThis;
  if (gc === undefined) return undefined;
  const used = (from: number): number => {
    for (let index = from; index < from + PEOPLE; index += 1) map(person(index));
    gc();
    return process.memoryUsage().heapUsed;
  };
  const before = used(1_000_000);
  used(2_000_000);
  return used(3_000_000) - before;
}

/** Absent and cleared are written differently by the two, and mean the same here. */
function comparable(values: unknown): unknown {
  return values instanceof Map ? new Map([...values].filter(([, value]) => value !== null)) : values;
}

function check({ name, least, compile, byHand }: Subject, people: readonly SourceUser[]): string[] {
  const map = compile();
  const differing = people.find((user) => !isDeepStrictEqual(comparable(map(user)), comparable(byHand(user))));
  if (differing !== undefined) {
    console.log(map(differing), byHand(differing));
    return [`${name}: the compiled mapping and the one by hand differ`];
  }
  const compileMs = cpuMs(() => Array.from({ length: COMPILES }, compile)) / COMPILES;
  const [compiled, hand, grown] = [speed(people, map), speed(people, byHand), growth(map)];
  const ratio = hand / compiled;
  console.log(
    `${name}: ${compiled} people/s, by hand ${hand} (${ratio.toFixed(1)} times as fast); compile ${compileMs.toFixed(1)} ms; ` +
      `memory ${grown === undefined ? 'not measured (node --expose-gc)' : `${Math.round(grown / 1_000)} kB more after ${2 * PEOPLE} people`}`,
  );
  return [
    ...(compiled < least ? [`${name}: ${compiled} people/s, at least ${least} are wanted`] : []),
    ...(ratio > MAX_RATIO ? [`${name}: ${ratio.toFixed(1)} times slower than by hand, at most ${MAX_RATIO}`] : []),
    ...(compileMs > MAX_COMPILE_MS ? [`${name}: compile takes ${compileMs.toFixed(1)} ms`] : []),
    ...(grown !== undefined && grown > MAX_GROWTH_BYTES ? [`${name}: memory grows by ${grown} bytes`] : []),
  ];
}

const people = Array.from({ length: PEOPLE }, (_, index) => person(index));
const missed = SUBJECTS.flatMap((subject) => check(subject, people));
for (const bound of missed) console.error(bound);
process.exitCode = missed.length === 0 ? 0 : 1;
