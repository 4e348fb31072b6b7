import { openTerminal } from '../terminal.ts';
import { runPreflight } from './command.ts';

process.exitCode = runPreflight(process.argv.slice(2), { env: process.env, ...openTerminal() });
