import { integer, requireSchema } from '../../../shared/tables/columns.ts';

const row = (schema: unknown) => ({ partitionKey: 'p', rowKey: 'r', schema });

describe('the schema version of a row', () => {
  it.each([1, 2, 3])('is fine as %d for a release that knows 3', (version) => {
    expect(() => requireSchema(row(integer(version)), 3)).not.toThrow();
  });

  it('belongs to a newer release when it is above', () => {
    expect(() => requireSchema(row(integer(4)), 3)).toThrow(
      expect.objectContaining({ code: 'row-newer', message: 'stored row p r: schema version 4 is not known' }),
    );
  });

  it.each([
    ['below the first', integer(0), 'schema version 0: allowed is 1 to 3'],
    ['no number', 'one', 'column schema is not a number'],
    ['missing', undefined, 'column schema is missing'],
  ])('makes the row unreadable when it is %s', (_, schema, why) => {
    expect(() => requireSchema(row(schema), 3)).toThrow(
      expect.objectContaining({ code: 'row-unreadable', message: `stored row p r: ${why}` }),
    );
  });
});
