import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

// An app given by its folder runs as it is; without one the sources are built first.
const isGiven = process.argv.slice(2).some((arg) => arg === '--app' || arg.startsWith('--app='));
if (!isGiven) {
  const { status } = spawnSync(process.execPath, [resolve(import.meta.dirname, 'build.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
await import('../local/start.ts');
