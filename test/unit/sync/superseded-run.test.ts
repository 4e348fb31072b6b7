import { createRig, MINUTE } from '../../support/sync/sync-rig.ts';

describe('a run of a process whose configuration a later one has replaced', () => {
  it('says so each time and does nothing', async () => {
    const rig = createRig();
    const old = rig.instance;
    await rig.pass(MINUTE);
    rig.restart({ guardLimit: 3, mode: 'dry' });
    await rig.run();
    const before = rig.log().length;

    rig.instance = old;
    rig.put('p1');
    await rig.run();
    const said = rig.log().slice(before);
    expect(said).toContain('run-finished {"outcome":"superseded"');
    expect(said).not.toContain('state-reported');
    expect(rig.world.records.peek()).toEqual([]);
  });
});
