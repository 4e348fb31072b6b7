import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A checker of Bicep files that needs no compiler; it is no part of the project. */
const CHECKER = '../shared/tools/bicep-check/bicep-check.mjs';

if (existsSync(CHECKER)) {
  const { status } = spawnSync(process.execPath, [CHECKER, '--strict', 'infra'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else {
  console.log(`infra: not checked, ${CHECKER} is not here; "az bicep build --file infra/main.bicep" checks the same`);
}
