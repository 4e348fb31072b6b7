import type { MappingFile } from '../../../shared/domain/mapping/mapping-file.ts';
import { fileWith } from '../../support/sync/mapping-files.ts';
import { createRig, MINUTE } from '../../support/sync/sync-rig.ts';

function mapping(operations?: MappingFile['operations']): MappingFile {
  return fileWith([], operations === undefined ? {} : { operations });
}

describe('a leaver whose update was switched off', () => {
  it('loses the account with the refresh that follows switching it on again', async () => {
    const rig = createRig({ file: mapping({ update: false }) });
    rig.put('p1');
    await rig.settle(8);
    rig.put('p1', { enabled: false });
    await rig.settle(60);
    expect(rig.record('p1').have).toMatchObject({ state: 'active', parked: true, reason: 'update-off' });
    expect(rig.record('p1').have.nextAttempt).toBeGreaterThan(rig.world.scheduler.now + 60 * MINUTE);
    rig.restart({ file: mapping() });
    await rig.settle(5);
    expect(rig.record('p1').have).toMatchObject({ state: 'inactive', confirmedDeparture: 1 });
    expect(rig.world.records.peekDue()).toEqual([]);
  });

  it('is not looked at again once the account is inactive', async () => {
    const rig = createRig({ file: mapping() });
    rig.put('p1');
    await rig.settle(8);
    rig.put('p1', { enabled: false });
    await rig.settle(60);
    const before = rig.record('p1');
    expect(before.have).toMatchObject({ state: 'inactive', confirmedDeparture: 1 });
    rig.restart({ file: mapping({ create: false }) });
    await rig.settle(5);
    expect(rig.record('p1').want.version).toBe(before.want.version);
    expect(rig.record('p1').want.configuration).not.toBe(before.want.configuration);
  });
});
