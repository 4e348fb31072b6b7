import { randomInt, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { NO_CONTEXT } from '../../shared/domain/mapping/language/evaluation-context.ts';
import { openTerminal } from '../terminal.ts';
import { runMappingTool } from './command.ts';

process.exitCode = await runMappingTool(process.argv.slice(2), {
  ...openTerminal(),
  writeFile: (path, text) => writeFileSync(path, text),
  context: { ...NO_CONTEXT, now: () => Date.now(), uuid: () => randomUUID(), randomInt: (below) => randomInt(below) },
  readUsers: async (references, select) => {
    // The libraries that sign in take a second to load, and few commands need them.
    const { readGraphUsers } = await import('./graph-users.ts');
    return readGraphUsers(process.env, references, select);
  },
});
