import { readFileSync } from 'node:fs';
import { bicepFiles, blockAfter, parametersOf, quoted, readBicep, resourcesOf } from '../support/bicep.ts';

/** Every resource of a type, all files together; `existing` ones are not meant. */
function made(type: string) {
  const found = bicepFiles().flatMap((file) => resourcesOf(readBicep(file)));
  return found.filter((resource) => !resource.existing && resource.type.startsWith(`${type}@`));
}

const main = readBicep('infra/main.bicep');
const parameters = parametersOf(main);

describe('the templates', () => {
  it.each([
    ['Microsoft.Storage/storageAccounts', 2, ['allowSharedKeyAccess: false', 'allowBlobPublicAccess: false']],
    ['Microsoft.ServiceBus/namespaces', 1, ['disableLocalAuth: true']],
    ['Microsoft.Insights/components', 1, ['DisableLocalAuth: true']],
    ['Microsoft.KeyVault/vaults', 1, ['enablePurgeProtection: true', 'enableRbacAuthorization: true']],
    ['Microsoft.Web/sites', 1, ['httpsOnly: true', 'instanceMemoryMB: 2048', "type: 'UserAssigned'"]],
    ['Microsoft.Web/serverfarms', 1, ["name: 'FC1'"]],
  ])('make %s with keys off', (type, count, lines) => {
    const resources = made(type);
    expect(resources).toHaveLength(count);
    for (const { body } of resources) for (const line of lines) expect(body).toContain(line);
  });

  it('switch user names and passwords of the deployment site off', () => {
    const policies = resourcesOf(readBicep('infra/modules/function-app.bicep')).filter(
      ({ type }) => type === 'basicPublishingCredentialsPolicies',
    );
    expect(policies.map(({ body }) => quoted(body)[0])).toEqual(['ftp', 'scm']);
    for (const { body } of policies) expect(body).toContain('allow: false');
  });

  it('end in the same when deployed again: no name or value is made by chance or time', () => {
    for (const file of bicepFiles())
      expect(readBicep(file)).not.toMatch(/newGuid\(|utcNow\(|listKeys\(|deploymentScripts/);
  });

  it('ask for no secret, apart from the one that only writes secrets', () => {
    const asking = bicepFiles().filter((file) => readBicep(file).includes('@secure()'));
    expect(asking).toEqual(['infra/secrets.bicep']);
  });

  it('choose Premium for the private tier only', () => {
    expect(readBicep('infra/modules/service-bus.bicep')).toMatch(
      /sku: isPrivate \? \{ name: 'Premium'.*\} : \{ name: 'Standard'/,
    );
    expect(main).toContain("var isPrivate = networkTier == 'private'");
  });

  it('keep a function warm that exists', () => {
    const warm = /'function:([\w-]+)'/.exec(readBicep('infra/modules/function-app.bicep'))?.[1];
    expect(readFileSync(`functions/${warm}.ts`, 'utf8')).toContain(`('${warm}', {`);
  });
});

describe('the parameters', () => {
  it('each say what they are for', () => {
    expect(parameters.length).toBeGreaterThan(25);
    expect(parameters.filter(({ description }) => description === undefined || description.length < 15)).toEqual([]);
  });

  it('offer the Node versions the app is built for', () => {
    expect(parameters.find(({ name }) => name === 'nodeVersion')?.allowed).toEqual(['24', '22']);
  });

  it('are checked against one another before the first resource is made', () => {
    const faults = [...blockAfter(main, 'var faults = concat').matchAll(/\['(\w+): /g)].map(([, name]) => name);
    const names = parameters.map(({ name }) => name);
    expect(faults.length).toBeGreaterThan(4);
    expect(faults.filter((name) => !names.includes(name ?? ''))).toEqual([]);
    expect(main).toMatch(/var groupName = empty\(faults\) \? .* : fail\(join\(faults, ' '\)\)/);
    const [group] = resourcesOf(main);
    expect(group?.body).toContain('name: groupName');
  });

  it.each([['infra/examples/small.bicepparam'], ['infra/examples/locked-down.bicepparam']])(
    'of %s exist, and the needed ones are there',
    (file) => {
      const given = [...readFileSync(file, 'utf8').matchAll(/^param (\w+) =/gm)].map(([, name]) => name ?? '');
      const needed = parameters.filter((parameter) => parameter.default === undefined && !parameter.type.endsWith('?'));
      expect(given.filter((name) => !parameters.some((parameter) => parameter.name === name))).toEqual([]);
      expect(needed.filter(({ name }) => !given.includes(name))).toEqual([]);
    },
  );

  it('are all filled in for azd or have a default', () => {
    const { parameters: given } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8'));
    const open = parameters.filter((parameter) => parameter.default === undefined && !parameter.type.endsWith('?'));
    expect(open.filter(({ name }) => !(name in given))).toEqual([]);
    expect(Object.keys(given).filter((name) => !parameters.some((parameter) => parameter.name === name))).toEqual([]);
  });
});

describe('the secrets', () => {
  const secrets = readBicep('infra/secrets.bicep');

  it('that are asked for are the secure ones, and only the first has no default', () => {
    const asked = parametersOf(secrets).map(({ name, decorators, default: standard }) => [
      name,
      decorators.includes('@secure()'),
      standard,
    ]);
    expect(asked).toEqual([
      ['vaultName', false, undefined],
      ['genesysClientSecret', true, undefined],
      ['replaceBy', false, "''"],
      ['digestKey', true, "''"],
    ]);
  });

  it('have an expiry only when a day is given', () => {
    const [genesys] = resourcesOf(secrets).filter(({ symbol }) => symbol === 'clientSecret');
    expect(genesys?.body).toMatch(/attributes: empty\(checkedReplaceBy\) \? \{\} : \{ exp: dateTimeToEpoch\(/);
  });
});
