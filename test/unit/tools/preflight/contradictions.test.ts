import { readFileSync } from 'node:fs';
import { parametersOf } from '../../../../tools/preflight/bicep-parameters.ts';
import { FORMS } from '../../../../tools/preflight/forms.ts';
import { blockAfter } from '../../../support/bicep.ts';
import { faultsWith } from './run-preflight.ts';

const main = readFileSync('infra/main.bicep', 'utf8');

/** One file for every sentence of the template, in its order, with what stands in its place of values. */
const CASES = [
  { statements: ["param entraAppId = ''"], put: {} },
  { statements: ["param entraAppId = 'contact-centre'"], put: { entraAppId: 'contact-centre' } },
  {
    statements: ['param alwaysReadyWorkers = 2', 'param maximumInstances = 1'],
    put: { alwaysReadyWorkers: '2', maximumInstances: '1' },
  },
  {
    statements: ["param graphCloud = 'china'", "param location = 'usgovvirginia'"],
    put: { graphCloud: 'china', "join(cloudsHere, ', ')": 'usgov, usgovdod' },
  },
  { statements: ["param pollSchedule = '0 * * * * * *'"], put: { pollSchedule: '0 * * * * * *' } },
  { statements: ["param networkAddressPrefix = '10.40.0.0/25'"], put: { networkAddressPrefix: '10.40.0.0/25' } },
];

/** The sentences that the template can fail with, without their quotes. */
const sentences = [...blockAfter(main, 'var faults = concat').matchAll(/\['((?:[^'\\]|\\.|\$\{[^}]*\})*)'\]/g)].map(
  ([, text = '']) => text.replaceAll("\\'", "'"),
);

describe('the contradictions that the preflight finds', () => {
  it('are those that the template fails with, each in its words and no other', () => {
    expect(sentences.length).toBeGreaterThan(0);
    const rendered = sentences.map((text, index) =>
      Object.entries(CASES[index]?.put ?? {}).reduce((sum, [name, value]) => sum.replace(`\${${name}}`, value), text),
    );

    expect(CASES.map(({ statements }) => faultsWith(statements))).toEqual(rendered.map((text) => [text]));
  });

  it('do not hold in the cloud that is named, or that the region belongs to', () => {
    const china = "param graphCloud = 'china'";

    expect(faultsWith([china, "param location = 'chinanorth3'"])).toEqual([]);
    expect(faultsWith([china], '--cloud', 'AzureChinaCloud')).toEqual([]);
    expect(faultsWith([china], '--cloud', 'AzureCloud')).toHaveLength(1);
  });
});

describe('the forms that the preflight knows', () => {
  it('are of parameters that the template declares', () => {
    const declared = parametersOf(main).map(({ name }) => name);

    expect(Object.keys(FORMS).filter((name) => !declared.includes(name))).toEqual([]);
  });

  it('let every default of the template pass', () => {
    expect(faultsWith([])).toEqual([]);
  });
});

describe('the reader of parameters', () => {
  it('finds every one of the template, with bounds as they are declared', () => {
    const parameters = new Map(parametersOf(main).map((parameter) => [parameter.name, parameter]));

    expect([...parameters.keys()]).toEqual([...main.matchAll(/^param (\w+)/gm)].map(([, name]) => name));
    expect(parameters.get('lanes')).toMatchObject({ type: 'int', minValue: 1, maxValue: 8, default: '8' });
    expect(parameters.get('guardLimit')).toMatchObject({ type: 'int?', minValue: 0, default: undefined });
    expect(parameters.get('graphCloud')?.default).toMatch(/^environment\(\).*'global'$/);
  });

  it('reads decorators and allowed sets that go over several lines', () => {
    const [first, second] = parametersOf(
      "@description('x')\n@allowed([\n  'a'\n  'b'\n])\nparam one string = 'a'\n\nparam two int\n",
    );

    expect(first).toMatchObject({ name: 'one', allowed: ['a', 'b'], description: 'x' });
    expect(second).toMatchObject({ name: 'two', allowed: undefined, description: undefined, decorators: '' });
  });
});
