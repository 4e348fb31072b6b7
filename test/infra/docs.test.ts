import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { bicepFiles, parametersOf, readBicep, resourcesOf } from '../support/bicep.ts';

const text = readFileSync('docs/deploy.md', 'utf8');

describe('the deployment guide', () => {
  it('links to what exists', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(
      ([, title = '']) => `#${title.toLowerCase().replaceAll(' ', '-')}`,
    );
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
    expect(links.length).toBeGreaterThan(10);
    expect(
      links.filter(
        (target) => !(target.startsWith('#') ? headings.includes(target) : existsSync(`docs/${target.split('#')[0]}`)),
      ),
    ).toEqual([]);
  });

  it('names every module but those that another one uses', () => {
    const parts = ['names', 'logs', 'insights', 'diagnostics', 'private-endpoint'].map((name) => `${name}.bicep`);
    const modules = readdirSync('infra/modules').filter((file) => !parts.includes(file));
    expect(modules.filter((file) => !text.includes(`../infra/modules/${file}`))).toEqual([]);
  });

  it('uses scripts, files and parameters that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const run = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    const files = [...text.matchAll(/(?:--template-file|--file|^cp) (infra\/\S+[a-z])/gm)].map(([, file = '']) => file);
    const names = parametersOf(readBicep('infra/main.bicep')).map(({ name }) => name);
    const words = [
      'lockState',
      'networkTier',
      'allowedSourceRanges',
      'queueVersion',
      'maximumInstances',
      'nodeVersion',
      'entraAppId',
    ];
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
    expect(files).toContain('infra/secrets.bicep');
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    for (const word of words) expect([word, text.includes(`\`${word}`) && names.includes(word)]).toEqual([word, true]);
  });

  it('registers every resource provider that the templates use', () => {
    const types = bicepFiles().flatMap((file) => resourcesOf(readBicep(file)).map(({ type }) => type));
    const used = types.filter((type) => type.includes('@')).map((type) => type.split('/')[0] ?? '');
    // These two are registered in every subscription.
    const needed = [...new Set(used)].filter(
      (name) => !['Microsoft.Resources', 'Microsoft.Authorization'].includes(name),
    );
    const registered = /^for provider in ([\s\S]*?); do$/m.exec(text)?.[1]?.split(/[\s\\]+/) ?? [];
    expect(needed.length).toBeGreaterThan(7);
    // Microsoft.Graph belongs to an extension of Bicep and is no provider of the subscription.
    const missing = needed.filter((name) => name !== 'Microsoft.Graph' && !registered.includes(name));
    expect(missing).toEqual([]);
  });

  it('sets in azd what the parameter file asks for', () => {
    const asked = [...readFileSync('infra/main.parameters.json', 'utf8').matchAll(/\$\{(\w+)(=[^}]*)?\}/g)];
    const needed = asked
      .filter(([, name = '', standard]) => standard === undefined && !name.startsWith('AZURE_'))
      .map(([, name]) => name);
    const optional = asked.filter(([, , standard]) => standard !== undefined).map(([, name]) => name);
    expect(needed.filter((name) => !text.includes(`azd env set ${name} `))).toEqual([]);
    expect(optional.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the package that azd uploads', () => {
  it('holds host.json, package.json, dist and a mapping only', () => {
    const lines = readFileSync('.funcignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual(['/*', '!/host.json', '!/package.json', '!/mapping.json', '!/dist', '/dist/*.zip']);
  });

  it('is built before it is packed, by scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const azure = readFileSync('azure.yaml', 'utf8');
    const run = [...azure.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
    expect(run.length).toBeGreaterThan(0);
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
    const service = /^services:\n {2}(\w+):$/m.exec(azure)?.[1];
    expect(readBicep('infra/main.bicep')).toContain(`serviceName: '${service}'`);
  });
});
