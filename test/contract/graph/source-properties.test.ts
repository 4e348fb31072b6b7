import { USER_ATTRIBUTES } from '../../../shared/domain/mapping/source-attributes.ts';
import { NOT_READABLE } from '../../../shared/domain/mapping/source-catalogue.ts';
import { type Rig, startRig } from '../graph-simulator/rig.ts';

describe('the source attributes of the mapping', () => {
  let rig: Rig;

  beforeAll(async () => {
    rig = await startRig();
  });

  afterAll(() => rig.close());

  const refused = async (names: readonly string[]): Promise<readonly string[]> => {
    const answers = await Promise.all(
      names.map(async (name) => ((await rig.get(`/users/delta?$select=${name}`)).status === 200 ? [] : [name])),
    );
    return answers.flat();
  };

  it('are read from properties that a delta round tracks', async () => {
    const properties = [...new Set([...USER_ATTRIBUTES.values()].map(({ property }) => property))].filter(
      (name) => name !== '',
    );

    expect(properties.length).toBeGreaterThan(40);
    expect(await refused(properties)).toEqual([]);
  });

  it('leave out what it does not track', async () => {
    const untracked = Object.entries(NOT_READABLE).flatMap(([name, why]) => (why.includes('not seen') ? name : []));

    expect(untracked).toContain('signInActivity');
    expect(await refused(untracked)).toEqual(untracked);
  });
});
