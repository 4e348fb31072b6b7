import { readFileSync } from 'node:fs';
import { runPreflight } from './command.ts';

// `| head` closes the pipe as soon as it has seen enough, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = runPreflight(process.argv.slice(2), {
  readFile: (path) => readFileSync(path, 'utf8'),
  env: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
