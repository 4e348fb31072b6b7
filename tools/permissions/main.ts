import { printFault } from '../../shared/config/fault.ts';
import { loadGraphSettings } from '../../shared/config/graph-settings.ts';
import { openGraphChannel } from '../../shared/graph/graph-channel.ts';
import { systemChance } from '../../shared/runtime/chance.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { personSignIn } from '../../shared/runtime/identities.ts';
import { UsageError } from '../usage.ts';
import { runPermissions } from './command.ts';

// `| head` closes the pipe as soon as it has seen enough, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runPermissions(process.argv.slice(2), {
  open: (cloud) => {
    const loaded = loadGraphSettings(
      cloud === undefined ? process.env : { ...process.env, GRAPH_CLOUD: cloud, GRAPH_URL: '' },
    );
    if (!loaded.ok) throw new UsageError(loaded.faults.map(printFault).join('\n'));
    const { settings } = loaded;
    const credential = personSignIn(settings, systemClock);
    return openGraphChannel({ baseUrl: settings.graphUrl, credential, clock: systemClock, uuid: systemChance.uuid });
  },
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
