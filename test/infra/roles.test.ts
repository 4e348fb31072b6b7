import { readFileSync } from 'node:fs';
import { bicepFiles, blockAfter, entriesOf, quoted, readBicep, resourcesOf } from '../support/bicep.ts';

/** What the identity needs: the name in the templates, the published name and id, and the resource it is given on. */
const NEEDED = [
  ['storageBlobDataOwner', 'Storage Blob Data Owner', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b', 'hostStorage'],
  [
    'storageTableDataContributor',
    'Storage Table Data Contributor',
    '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
    'stateStorage',
  ],
  [
    'serviceBusDataReceiver',
    'Azure Service Bus Data Receiver',
    '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0',
    'namespace::queue',
  ],
  ['serviceBusDataSender', 'Azure Service Bus Data Sender', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39', 'namespace::queue'],
  ['reader', 'Reader', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', 'namespace'],
  ['keyVaultSecretsUser', 'Key Vault Secrets User', '4633458b-17de-408a-b874-0445c86b69e6', 'vault'],
  ['monitoringMetricsPublisher', 'Monitoring Metrics Publisher', '3913510d-42f4-4e42-8a64-420c390055eb', 'insights'],
] as const;

const ASSIGNMENT = /^Microsoft\.Authorization\/roleAssignments@/;
const assignments = resourcesOf(readBicep('infra/modules/access.bicep')).filter(({ type }) => ASSIGNMENT.test(type));

describe('the roles of the identity', () => {
  it('are the needed ones with their published ids', () => {
    const named = entriesOf(blockAfter(readBicep('infra/modules/names.bicep'), 'var roles = '));
    expect([...named].map(([name, id]) => [name, quoted(id)[0]])).toEqual(NEEDED.map(([name, , id]) => [name, id]));
  });

  it('are each given once, on the smallest resource that works', () => {
    const given = assignments.map(({ body }) => {
      const role = /roles\.(\w+)/.exec(body.slice(body.indexOf('roleDefinitionId')))?.[1];
      return [role, /scope: (\S+)/.exec(body)?.[1]];
    });
    expect(given).toEqual(NEEDED.map(([name, , , scope]) => [name, scope]));
  });

  it.each(assignments.map((assignment) => [assignment.symbol, assignment.body]))(
    'have names that follow from what they join: %s',
    (_symbol, body) => {
      const scope = /scope: (\S+)/.exec(body)?.[1];
      const role = /roles\.\w+/.exec(body.slice(body.indexOf('roleDefinitionId')))?.[0];
      expect(body).toContain(`name: guid(${scope}.id, principalId, ${role})`);
      expect(body).toContain("principalType: 'ServicePrincipal'");
    },
  );

  it('are given nowhere else', () => {
    const elsewhere = bicepFiles().filter((file) =>
      resourcesOf(readBicep(file)).some(({ type }) => ASSIGNMENT.test(type)),
    );
    expect(elsewhere).toEqual(['infra/modules/access.bicep']);
  });

  it('stand in the documentation with a reason', () => {
    const rows = readFileSync('docs/deploy.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| [A-Z].* \| .{5,} \| .{10,} \|$/.test(line));
    for (const [, title] of NEEDED) expect(rows.filter((row) => row.startsWith(`| ${title} |`))).toHaveLength(1);
  });
});
