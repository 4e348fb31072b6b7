import { readdirSync, readFileSync } from 'node:fs';
import { GENESYS_PERMISSIONS, GENESYS_ROLE } from '../../shared/genesys/permissions.ts';
import { GRAPH_APP_ID, GRAPH_PERMISSIONS, neededGraphPermissions } from '../../shared/graph/permissions.ts';
import { bicepFiles, parametersOf, quoted, readBicep, resourcesOf } from '../support/bicep.ts';

const twin = readBicep('infra/graph-permissions.bicep');
const page = readFileSync('docs/permissions.md', 'utf8');

function listed(variable: string): string[] {
  return quoted(new RegExp(`^var ${variable} = (\\[.*\\])$`, 'm').exec(twin)?.[1] ?? '');
}

describe('the template that grants permissions in Graph', () => {
  it('grants the same as the script, for each scope', () => {
    const values = (scope: 'assigned' | 'all') => neededGraphPermissions(scope).map(({ value }) => value);

    expect(listed('always')).toEqual(values('all'));
    expect([...listed('always'), ...listed('whenAssigned')]).toEqual(values('assigned'));
    expect(twin).toContain("var needed = scope == 'assigned' ? concat(always, whenAssigned) : always");
    expect(twin).toContain(`appId: '${GRAPH_APP_ID}'`);
  });

  it('takes the scopes that the app takes', () => {
    const of = (text: string) => parametersOf(text).find(({ name }) => name === 'scope');

    expect(of(twin)?.allowed).toEqual(of(readBicep('infra/main.bicep'))?.allowed);
    expect(of(twin)?.default).toBe("'assigned'");
  });

  it('looks roles up by name, so that no id of another cloud can be wrong', () => {
    const [grants] = resourcesOf(twin).filter(({ existing }) => !existing);

    expect(grants?.type).toBe('Microsoft.Graph/appRoleAssignedTo@v1.0');
    expect(twin).toContain('appRoleId: filter(graph.appRoles, role => role.value == permission)[0].id');
  });

  it('stands by itself: whoever deploys the rest needs no power over Entra', () => {
    const others = bicepFiles().filter((file) => !file.endsWith('graph-permissions.bicep'));

    expect(others.filter((file) => /graph-permissions|microsoftGraph|Microsoft\.Graph/.test(readBicep(file)))).toEqual(
      [],
    );
    const { extensions } = JSON.parse(readFileSync('infra/bicepconfig.json', 'utf8'));
    expect(Object.keys(extensions)).toEqual([/^extension (\w+)$/m.exec(twin)?.[1]]);
  });
});

describe('the page about permissions', () => {
  const rowsBelow = (title: string): string[] => {
    const [, section = ''] = page.split(`\n## ${title}\n`);
    return (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  };

  it('has one row for each permission in Graph, with when and why', () => {
    const when = { always: 'always', assigned: 'scope `assigned`', optional: 'optional' };

    expect(rowsBelow('In Microsoft Graph')).toEqual(
      GRAPH_PERMISSIONS.map(({ value, needed, why }) => `| \`${value}\` | ${when[needed]} | ${why} |`),
    );
  });

  it('has one row for each permission at Genesys, with when and why', () => {
    expect(rowsBelow('At Genesys Cloud')).toEqual(
      GENESYS_PERMISSIONS.map(({ value, when, why }) => `| \`${value}\` | ${when === '' ? 'always' : when} | ${why} |`),
    );
    expect(page).toContain(`**${GENESYS_ROLE}**`);
  });

  it('explains every question of the doctor', () => {
    const sources = readdirSync('shared/runtime').filter((file) => file.endsWith('-checks.ts'));
    const asked = sources.flatMap((file) => {
      const text = readFileSync(`shared/runtime/${file}`, 'utf8');
      return [...text.matchAll(/\bname: '([a-z-]+)'/g)].map(([, name]) => name ?? '');
    });
    const rows = rowsBelow('What is missing').map((row) => row.split('|')[1] ?? '');

    expect(asked.length).toBeGreaterThan(6);
    expect(asked.filter((name) => !rows.some((cell) => cell.includes(`\`${name}\``)))).toEqual([]);
  });
});
