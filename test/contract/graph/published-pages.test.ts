import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readDeltaPage } from '../../../shared/graph/delta-page.ts';

const FOLDER = resolve('../shared/fixtures/graph');

interface Published {
  readonly request: { readonly url: string };
  readonly body: { readonly value: readonly { readonly id?: string }[] };
}

function published(): readonly [string, Published][] {
  if (!existsSync(FOLDER)) return [];
  const names = readdirSync(FOLDER).filter((name) => name.startsWith('users-delta-'));
  return names.map((name) => [name, JSON.parse(readFileSync(resolve(FOLDER, name), 'utf8')) as Published]);
}

describe('the pages that Microsoft publishes', () => {
  it('are read item by item, or refused for a defect they really have', () => {
    const pages = published();
    console.log(pages.length === 0 ? `No published pages: ${FOLDER} is missing` : `${pages.length} published pages`);

    for (const [name, { body }] of pages) {
      const context = { url: 'https://graph.microsoft.com/', origin: 'https://graph.microsoft.com' };
      const read = () => readDeltaPage(body, context).items.map(({ id }) => id);
      const isWhole =
        body.value.every(({ id }) => id !== undefined) && /odata\.(next|delta)Link/.test(JSON.stringify(body));
      const outcome = isWhole ? read() : 'refused';
      if (isWhole) expect([name, outcome]).toEqual([name, body.value.map(({ id }) => id)]);
      else expect(read).toThrow(/Graph sent/);
    }
    expect(
      readDeltaPage({ value: [{ id: '1' }], '@odata.deltaLink': 'https://a/b' }, { url: '', origin: 'https://a' }),
    ).toEqual({
      items: [{ id: '1', user: { id: '1' } }],
      deltaLink: 'https://a/b',
    });
  });
});
