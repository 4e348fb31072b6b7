import { readFileSync } from 'node:fs';
import { runDoctor } from './command.ts';

// `| head` closes the pipe as soon as it has seen enough, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// What a desk finds out is no telemetry of the app, whose settings these may be.
delete process.env.APPLICATIONINSIGHTS_CONNECTION_STRING;

const code = await runDoctor(process.argv.slice(2), {
  env: process.env,
  readFile: (path) => readFileSync(path, 'utf8'),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
// A check that ran out of time may still hold a connection.
process.stdout.write('', () => process.exit(code));
