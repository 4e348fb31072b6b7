import { TABLE_NAMES } from '../../shared/tables/table-clients.ts';
import { blockAfter, quoted, readBicep } from '../support/bicep.ts';

describe('the tables of the state account', () => {
  it('are those the code opens', () => {
    const made = quoted(blockAfter(readBicep('infra/modules/state-storage.bicep'), 'var tableNames = '));
    expect(made.sort()).toEqual([...TABLE_NAMES].sort());
  });
});
