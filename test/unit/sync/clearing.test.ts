import { ConnectorError } from '../../../shared/domain/connector-error.ts';
import { compileMapping } from '../../../shared/domain/mapping/compile-mapping.ts';
import type { AttributeName, CompiledMapping } from '../../../shared/domain/mapping/types.ts';
import type { AttributeValues, Target, TargetAccount } from '../../../shared/sync/ports.ts';
import { createRig, type SyncRig } from '../../support/sync/sync-rig.ts';

/** The job title feeds a multi-valued attribute here, since only such a one can be written whole. */
function mappingTo(name: string): CompiledMapping {
  const built = compileMapping({
    version: 1,
    attributes: [
      { target: 'userName', expression: '[userPrincipalName]' },
      { target: 'active', expression: 'Not([IsSoftDeleted])' },
      { target: 'displayName', expression: '[displayName]' },
      { target: name, expression: '[jobTitle]', whenEmpty: 'clear' },
    ],
  });
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  return built.mapping;
}

/** A target that ignores or refuses a remove, and perhaps also what writes the attribute whole. */
function stubborn(rig: SyncRig, how: { remove: 'ignored' | 'refused'; whole: 'works' | 'ignored' }) {
  const { target } = rig.instance.ports;
  const asked: string[] = [];
  const without = (changes: AttributeValues) => new Map([...changes].filter(([, value]) => value !== null));
  const odd: Target = {
    ...target,
    update: (id, changes, options) => {
      asked.push(`update ${[...changes].map(([name, value]) => `${name}=${value}`).join(' ')}`);
      if (how.remove === 'refused' && [...changes.values()].includes(null)) {
        throw new ConnectorError('genesys-rejected-invalid-path', 'no', { kind: 'rejected' });
      }
      return target.update(id, without(changes), options);
    },
    clearWhole: (account: TargetAccount, names, options) => {
      asked.push(`whole ${names.join(' ')}`);
      return how.whole === 'works'
        ? target.clearWhole(account, names, options)
        : target.update(account.id, new Map(), options);
    },
  };
  rig.instance = { ...rig.instance, ports: { ...rig.instance.ports, target: odd } };
  return asked;
}

async function cleared(how: Parameters<typeof stubborn>[1], attribute = 'roles') {
  const rig = createRig();
  const { ports } = rig.instance;
  const configuration = { ...ports.configuration, mapping: mappingTo(attribute) };
  rig.instance = { ...rig.instance, ports: { ...ports, configuration } };
  rig.put('p1', { jobTitle: 'Agent' });
  await rig.settle(12);
  const asked = stubborn(rig, how);
  rig.put('p1', { jobTitle: null, displayName: 'Renamed' });
  await rig.settle(2);
  const [account] = rig.world.target.accounts.values();
  const value = account?.values.get(attribute as AttributeName) ?? null;
  return { rig, asked, value, name: account?.values.get('displayName' as AttributeName) };
}

describe('a value that is emptied in the directory', () => {
  it('is written whole when the target ignores the remove', async () => {
    const { rig, asked, value, name } = await cleared({ remove: 'ignored', whole: 'works' });
    expect([value, name]).toEqual([null, 'Renamed']);
    expect(asked).toEqual(['update displayName=Renamed roles=null', 'whole roles']);
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('is written whole, apart from the rest, when the target refuses the way of the remove', async () => {
    const { asked, value, name } = await cleared({ remove: 'refused', whole: 'works' });
    expect([value, name]).toEqual([null, 'Renamed']);
    expect(asked).toEqual(['update displayName=Renamed roles=null', 'update displayName=Renamed', 'whole roles']);
  });

  it('is reported as not cleared when nothing helps, with everything else written', async () => {
    const { rig, value, name } = await cleared({ remove: 'ignored', whole: 'ignored' });
    expect([value, name]).toEqual([['Agent'], 'Renamed']);
    expect(rig.record('p1').have).toMatchObject({ parked: true, reason: 'not-cleared:roles', intent: null });
  });

  it('is never written whole when it is no list', async () => {
    const { rig, asked, value } = await cleared({ remove: 'ignored', whole: 'works' }, 'title');
    expect([value, asked.filter((line) => line.startsWith('whole'))]).toEqual(['Agent', []]);
    expect(rig.record('p1').have).toMatchObject({ parked: true, reason: 'not-cleared:title' });
  });
});
