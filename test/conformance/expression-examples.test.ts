import { existsSync, readFileSync } from 'node:fs';
import { FUNCTION_NAMES } from '../../shared/domain/mapping/language/function-table.ts';
import { evaluate } from '../unit/domain/mapping/language/evaluate.ts';

interface Example {
  readonly id: string;
  readonly expression: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly expected: unknown;
  readonly status: string;
  readonly effect?: string;
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
];

const FILE = '../shared/fixtures/expression-examples.json';
const KNOWN = new Set(FUNCTION_NAMES.map((name) => name.toLowerCase()));

function isSupported({ expression, status }: Example): boolean {
  const withoutTexts = expression.replace(/"(?:\\.|[^"\\])*"/g, '""');
  const names = [...withoutTexts.matchAll(/(\w+)\s*\(/g)].map((match) => (match[1] ?? '').toLowerCase());
  return status === 'ok' && names.every((name) => KNOWN.has(name));
}

function readExamples(): readonly Example[] {
  if (!existsSync(FILE)) return [];
  const examples: readonly Example[] = JSON.parse(readFileSync(FILE, 'utf8'));
  return examples.filter(isSupported);
}

const examples = readExamples();
const cases = [...OWN, ...examples];

describe('expressions with a documented result', () => {
  it("are there to be checked, with the incumbent's own examples where their file is present", () => {
    process.stdout.write(`conformance: ${OWN.length} own cases, ${examples.length} documented examples\n`);

    expect(cases.length).toBeGreaterThanOrEqual(existsSync(FILE) ? OWN.length + 50 : OWN.length);
  });

  it.each(cases.map((item) => [item.id, item] as const))(
    '%s gives it',
    (_id, { expression, inputs, expected, effect }) => {
      expect(evaluate(expression, inputs)).toEqual(effect === 'ignore-attribute' ? '(ignored)' : expected);
    },
  );
});
