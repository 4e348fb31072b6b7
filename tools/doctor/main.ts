import { openTerminal } from '../terminal.ts';
import { runDoctor } from './command.ts';

// What a desk finds out is no telemetry of the app, whose settings these may be.
delete process.env.APPLICATIONINSIGHTS_CONNECTION_STRING;

const code = await runDoctor(process.argv.slice(2), { env: process.env, ...openTerminal() });
// A check that ran out of time may still hold a connection.
process.stdout.write('', () => process.exit(code));
