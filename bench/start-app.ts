import { createCore } from '../local/host/core.ts';
import { runAppHooks } from '../local/host/invoke.ts';
import { loadEntry } from '../local/host/load-entry.ts';

// One start of one app as the host does it: load the entry point, run the start hooks. The last line of output is what it took.
const [entry = ''] = process.argv.slice(2);
const core = createCore(() => undefined);
const begun = performance.now();
loadEntry(entry, core.api);
const loaded = performance.now();
core.close();
await runAppHooks(core, 'appStart');
const started = performance.now();
// Counted from the start of the process as well, so that nothing done ahead of the load is left out.
const taken = { load: loaded - begun, start: started - loaded, process: started, functions: core.functions.size };
process.stdout.write(`${JSON.stringify(taken)}\n`, () => process.exit(0));
