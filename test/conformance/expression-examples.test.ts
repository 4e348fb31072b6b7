import { existsSync, readFileSync } from 'node:fs';
import { type EvaluatedCase, evaluateCase } from '../../shared/domain/mapping/language/evaluate-case.ts';
import type { EvaluationContext } from '../../shared/domain/mapping/language/evaluation-context.ts';

/** One documented example; a suspect or unsupported one says by which rule it is judged instead. */
interface Example {
  readonly id: string;
  readonly expression: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly status: 'ok' | 'schematic' | 'suspect' | 'unsupported' | 'nondeterministic';
  readonly effect?: string;
  readonly byRule?: unknown;
  readonly byRuleEffect?: string;
  readonly now?: string;
  readonly taken?: readonly string[];
}

/** Cases of the product's own, so that the suite says something wherever it runs. */
const OWN: readonly Example[] = [
  {
    id: 'own-surname-first',
    expression: 'Join(", ", [surname], [givenName])',
    inputs: { surname: 'Ito', givenName: 'Mei' },
    expected: 'Ito, Mei',
    status: 'ok',
  },
  {
    id: 'own-last-digits',
    expression: String.raw`Replace([phone], , "(?<head>.*)(?<tail>\d{4})$", , "$2", , )`,
    inputs: { phone: '+49 30 5554321' },
    expected: '4321',
    status: 'ok',
  },
  {
    id: 'own-ignored',
    expression: 'IgnoreFlowIfNullOrEmpty([x])',
    inputs: {},
    expected: null,
    status: 'ok',
    effect: 'ignore-attribute',
  },
  {
    id: 'own-object-ignored',
    expression: 'IIF([x]="1", IgnoreObjectFlow, [x])',
    inputs: { x: 1 },
    expected: null,
    status: 'ok',
    effect: 'ignore-object',
  },
];

/** What random examples look like, whatever they give. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'f-guid': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'f-randomstring-2': /^(?=(?:.*\d){2})(?=(?:.*[^A-Za-z0-9]){2})(?=(?:.*[A-Z]){2})(?=.*[a-z])[^?,]{10}$/,
  'w-random-5': /^[A-Za-z+/=]{5}$/,
  'w-random-d4': /^D[A-Z]{4}$/,
  'w-random-guid-digits': /^(?:D[0-9]{4}|[0-9a-f]{32})$/,
};

const FILE = '../shared/fixtures/expression-examples.json';
const isPresent = existsSync(FILE);
const examples: readonly Example[] = isPresent ? JSON.parse(readFileSync(FILE, 'utf8')) : [];

/** Chance that repeats itself: the same examples give the same values every time. */
function seeded(): EvaluationContext {
  let state = 20_261_121;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  const hex = (length: number): string => Array.from({ length }, () => (next() % 16).toString(16)).join('');
  return {
    now: () => Date.UTC(2026, 10, 21),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    randomInt: (below) => next() % below,
    roles: [],
    defaultDomain: null,
  };
}

function judge(example: Example, given: EvaluatedCase): void {
  const { status } = example;
  const isByRule = status === 'suspect' || status === 'unsupported';
  const wanted = isByRule ? example.byRule : example.expected;
  const effect = isByRule ? example.byRuleEffect : example.effect;
  if (status === 'nondeterministic') {
    expect(given).toEqual({ id: example.id, value: expect.stringMatching(SHAPES[example.id] ?? /^$/) });
  } else if (typeof wanted === 'string' && wanted.startsWith('error: ')) {
    const format = /format (\S+)/.exec(wanted)?.[1] ?? '';
    expect(given).toEqual({ id: example.id, value: null, error: expect.stringContaining(format) });
  } else {
    expect(given).toEqual({ id: example.id, value: wanted, ...(effect === undefined ? {} : { effect }) });
  }
}

describe('expressions with a documented result', () => {
  const passed = new Map<string, number>();
  const total = new Map<string, number>();
  for (const { status } of examples) total.set(status, (total.get(status) ?? 0) + 1);

  afterAll(() => {
    const counts = [...total].map(([status, count]) => `${status} ${passed.get(status) ?? 0} of ${count}`).sort();
    const documented = isPresent ? counts.join(', ') : `${FILE} is not there, none checked`;
    process.stdout.write(`conformance: ${OWN.length} own cases; documented examples: ${documented}\n`);
  });

  it('are complete where their file is present', () => {
    expect(examples.length).toBe(isPresent ? 179 : 0);
    expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
  });

  it.each([...OWN, ...examples].map((item) => [item.id, item] as const))('%s', (_id, example) => {
    const { id, expression, inputs, now, taken } = example;
    const given = evaluateCase(
      { id, expression, inputs, ...(now === undefined ? {} : { now }), ...(taken === undefined ? {} : { taken }) },
      seeded(),
    );

    judge(example, given);
    if (examples.includes(example)) passed.set(example.status, (passed.get(example.status) ?? 0) + 1);
  });
});
