import { randomInt, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { NO_CONTEXT } from '../../shared/domain/mapping/language/evaluation-context.ts';
import { runMappingTool } from './command.ts';

// `| head` closes the pipe as soon as it has seen enough, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runMappingTool(process.argv.slice(2), {
  readFile: (path) => readFileSync(path, 'utf8'),
  writeFile: (path, text) => writeFileSync(path, text),
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  context: { ...NO_CONTEXT, now: () => Date.now(), uuid: () => randomUUID(), randomInt: (below) => randomInt(below) },
  readUsers: async (references, select) => {
    // The libraries that sign in take a second to load, and few commands need them.
    const { readGraphUsers } = await import('./graph-users.ts');
    return readGraphUsers(process.env, references, select);
  },
});
