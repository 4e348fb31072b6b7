import { readFileSync } from 'node:fs';
import { parametersOf } from '../../../../tools/preflight/bicep-parameters.ts';
import { contradictions } from '../../../../tools/preflight/contradictions.ts';
import { FORMS } from '../../../../tools/preflight/forms.ts';
import { blockAfter } from '../../../support/bicep.ts';
import { faultsWith } from './run-preflight.ts';

const main = readFileSync('infra/main.bicep', 'utf8');
const declared = parametersOf(main).map(({ name }) => name);

/** Files that contradict themselves, with what the template's sentence begins with. */
const CASES = [
  { statements: ["param entraAppId = ''"], fault: 'entraAppId: is needed for scope assigned' },
  { statements: ["param entraAppId = 'contact-centre'"], fault: 'entraAppId: "contact-centre" is no id' },
  {
    statements: ['param alwaysReadyWorkers = 2', 'param maximumInstances = 1'],
    fault: 'alwaysReadyWorkers: 2 is more than maximumInstances (1)',
  },
  {
    statements: ["param graphCloud = 'china'", "param location = 'usgovvirginia'"],
    fault: 'graphCloud: "china" is another cloud than the subscription\'s; allowed here: usgov, usgovdod',
  },
  { statements: ["param pollSchedule = '0 * * * * * *'"], fault: 'pollSchedule: "0 * * * * * *" has not six fields' },
  {
    statements: ["param networkAddressPrefix = '10.40.0.0/25'"],
    fault: 'networkAddressPrefix: "10.40.0.0/25" is too small',
  },
  { statements: ['param logDailyCapGb = 0'], fault: 'logDailyCapGb: 0 would take in nothing' },
  { statements: ["param mode = 'live'"], fault: 'alertMails: is empty and so is alertWebhook', needs: 'alertMails' },
  {
    statements: ["param alertMails = ['ops']"],
    fault: 'alertMails: "ops" holds what is no mail address',
    needs: 'alertMails',
  },
  {
    statements: ["param alertWebhook = 'http://x.example'"],
    fault: 'alertWebhook: "http://x.example" is no',
    needs: 'alertWebhook',
  },
].filter(({ needs }) => needs === undefined || declared.includes(needs));

/** The beginnings of the sentences that the template can fail with, up to the first value in them. */
const sentences = [...blockAfter(main, 'var faults = concat').matchAll(/\['(\w+: (?:[^'\\$]|\\.)*)/g)].map(
  ([, text = '']) => text.replaceAll("\\'", "'"),
);

describe('the contradictions that the preflight finds', () => {
  it.each(CASES)('in $statements is $fault', ({ statements, fault }) => {
    const [found, ...more] = faultsWith(statements);

    expect(more).toEqual([]);
    expect(found).toContain(fault);
  });

  it('are all that the template can fail with: each has a case above', () => {
    expect(sentences.length).toBeGreaterThan(5);
    const unseen = sentences.filter(
      (text) => !CASES.some(({ statements }) => faultsWith(statements)[0]?.startsWith(text)),
    );

    expect(unseen).toEqual([]);
  });

  it('are worked out from the whole list of the template: no part of it is beyond the reader', () => {
    const [full, ...lists] = ['AzureCloud', 'AzureUSGovernment'].map((cloud) =>
      contradictions(main, new Map(declared.map((name) => [name, someValue(name)])), cloud),
    );

    expect([full?.unread, ...lists.map(({ unread }) => unread)]).toEqual([[], []]);
  });

  it('leave out what asks for a value that is not there, and nothing else', () => {
    const template = `param a int\nparam b int\nvar faults = concat(\n  a > 1 ? ['a: is \${a}, more than 1.'] : [],\n  b > 1 ? ['b: no.'] : []\n)\n`;

    expect(contradictions(template, new Map([['a', 2]]), 'AzureCloud')).toEqual({
      faults: ['a: is 2, more than 1.'],
      unread: ['b'],
    });
  });

  it('do not hold in the cloud that is named, or that the region belongs to', () => {
    const china = "param graphCloud = 'china'";

    expect(faultsWith([china, "param location = 'chinanorth3'"])).toEqual([]);
    expect(faultsWith([china], '--cloud', 'AzureChinaCloud')).toEqual([]);
    expect(faultsWith([china], '--cloud', 'AzureCloud')).toHaveLength(1);
  });
});

/** Some value of the parameter's type. */
function someValue(name: string): unknown {
  const type = parametersOf(main).find((parameter) => parameter.name === name)?.type ?? '';
  if (name === 'networkAddressPrefix') return '10.40.0.0/24';
  if (type.startsWith('int')) return 1;
  if (type === 'bool') return true;
  return type.endsWith('[]') ? ['a'] : type === 'string' ? 'a' : {};
}

describe('the forms that the preflight knows', () => {
  it('are of parameters that the template declares', () => {
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
