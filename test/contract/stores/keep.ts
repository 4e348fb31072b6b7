import { writeFileSync } from 'node:fs';
import { SCHEMA_VERSION } from '../../../shared/tables/columns.ts';
import { keepRows } from './kept-rows.ts';
import { closePlaces, freshTables } from './open-stores.ts';

// Keeps sample rows of the present schema version: npx node test/contract/stores/keep.ts && npm run format
// Run it when a new version is begun; the files of versions that were released stay as they are.
const file = `test/contract/stores/kept/schema-${SCHEMA_VERSION}.json`;
writeFileSync(file, `${JSON.stringify(await keepRows(await freshTables()), null, 2)}\n`);
await closePlaces();
