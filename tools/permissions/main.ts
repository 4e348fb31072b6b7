import { printFault } from '../../shared/config/fault.ts';
import { loadGraphSettings } from '../../shared/config/graph-settings.ts';
import { openGraphChannel } from '../../shared/graph/graph-channel.ts';
import { systemChance } from '../../shared/runtime/chance.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { personSignIn } from '../../shared/runtime/identities.ts';
import { openTerminal } from '../terminal.ts';
import { UsageError } from '../usage.ts';
import { runPermissions } from './command.ts';

process.exitCode = await runPermissions(process.argv.slice(2), {
  ...openTerminal(),
  open: (cloud) => {
    const loaded = loadGraphSettings(
      cloud === undefined ? process.env : { ...process.env, GRAPH_CLOUD: cloud, GRAPH_URL: '' },
    );
    if (!loaded.ok) throw new UsageError(loaded.faults.map(printFault).join('\n'));
    const { settings } = loaded;
    const credential = personSignIn(settings, systemClock);
    return openGraphChannel({ baseUrl: settings.graphUrl, credential, clock: systemClock, uuid: systemChance.uuid });
  },
});
