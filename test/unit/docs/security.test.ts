import { readFileSync } from 'node:fs';
import { NOTHING_HAD } from '../../../shared/domain/record.ts';
import { TABLE_NAMES } from '../../../shared/tables/table-clients.ts';
import { parametersOf, readBicep } from '../../support/bicep.ts';

const text = readFileSync('docs/security.md', 'utf8');
const code = (file: string): string => readFileSync(`shared/${file}`, 'utf8');

/** Rows of the data map whose first cell names this table. */
function mapped(table: string): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`| \`${table}\``))
    .join('\n');
}

/** The names between these braces, one `name: kind` a line. */
function keysAfter(source: string, start: string): string[] {
  const [, block = ''] = source.split(start);
  return [...block.slice(0, block.indexOf('\n}')).matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);
}

const missing = (table: string, names: readonly string[]): string[] =>
  names.filter((name) => !mapped(table).includes(`\`${name}\``));

describe('the data map', () => {
  it('has every table', () => {
    expect([...TABLE_NAMES, 'journal'].filter((table) => mapped(table) === '')).toEqual([]);
  });

  it('has every column of a record and of the rows beside it', () => {
    const columns = code('tables/record-columns.ts');
    const want = keysAfter(columns, 'const WANT_KINDS = {');

    expect(want).toContain('sourceDigest');
    expect(missing('records', [...want, ...Object.keys(NOTHING_HAD)])).toEqual([]);
    const entry = code('tables/index-columns.ts');
    const due = [...entry.matchAll(/read\w+\(row, '(\w+)'\)/g)].map(([, name = '']) => name);
    expect(due).toContain('plan');
    expect(missing('records', due)).toEqual([]);
  });

  it('has every column of the journal, and its months', () => {
    const journal = code('tables/journal-table.ts');
    const columns = [...journal.matchAll(/read\w+\(row, '(\w+)'\)/g)].map(([, name = '']) => name);

    expect(columns).toContain('attributes');
    expect(missing('journal', columns)).toEqual([]);
    expect(journal).toContain('monthsKept = 3');
    expect(mapped('journal')).toContain('the present month and three before');
  });

  it('has every document of the control table', () => {
    const [, block = ''] = code('sync/control-documents.ts').split('const schemas = {');
    const kinds = [...block.slice(0, block.indexOf('}')).matchAll(/^ {2}(\w+): \w+Schema,$/gm)].map(
      ([, name = '']) => name,
    );

    expect(kinds).toContain('gate');
    expect(missing('control', [...kinds, 'budget', 'lease'])).toEqual([]);
  });

  it('has every member of a message', () => {
    const members = keysAfter(code('bus/wake-message.ts').replaceAll('\n});', '\n}'), 'const WAKE = z.object({');

    expect(members).toEqual(['v', 'kind', 'objectId', 'why', 'trace']);
    expect(text).toContain(`wakes: ${members.map((name) => `\`${name}\``).join(' ')}`);
  });
});

describe('the page on security', () => {
  it('names parameters that exist', () => {
    const known = parametersOf(readBicep('infra/main.bicep')).map(({ name }) => name);
    const [, prose = ''] = text.split('### Elsewhere');
    const named = [
      'logRetentionDays',
      'guardLimit',
      'maximumInstances',
      'logDailyCapGb',
      'allowedSourceRanges',
      'leaverPurged',
    ];

    for (const name of named)
      expect([name, prose.includes(`\`${name}\``), known.includes(name)]).toEqual([name, true, true]);
  });

  it('has a row for each kind of threat', () => {
    const kinds = [
      'Spoofing',
      'Tampering',
      'Repudiation',
      'Information disclosure',
      'Denial of service',
      'Elevation of privilege',
    ];

    expect(kinds.filter((kind) => !text.includes(`| **${kind}**`))).toEqual([]);
  });
});
