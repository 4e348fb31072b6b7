import { loadConfiguration } from '../../shared/config/load-configuration.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { type App, composeApp } from '../../shared/runtime/compose.ts';
import { diagnoseProcess } from '../../shared/runtime/diagnosis.ts';
import { withInvocationLog } from '../../shared/runtime/invocation-log.ts';
import { NotConfigured } from '../../shared/runtime/no-work.ts';
import { readSecrets } from '../../shared/runtime/secrets.ts';
import { startTelemetry as events } from '../../shared/runtime/telemetry.ts';
import { type Diagnosis, printDiagnosis, refuse } from '../../shared/sync/doctor.ts';
import { describeError } from '../../shared/telemetry/describe-error.ts';
import { readArguments, UsageError } from '../usage.ts';

const USAGE = `npm run doctor

Asks every end that the settings in the environment name, and says of each what is wrong and what to do.

--json gives JSON instead of text. Exit code 0: nothing failed; 1: something did; 2: called wrongly.`;

/** Everything the command may touch. */
export interface DoctorIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws when the file cannot be read */
  readFile(path: string): string;
  out(text: string): void;
  err(text: string): void;
}

/** Runs the doctor once; returns the exit code. */
export async function runDoctor(args: readonly string[], io: DoctorIo): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = readArguments({ args: [...args], options: { json: flag, help: flag } });
    if (values.help) {
      io.out(USAGE);
      return 0;
    }
    const diagnosis = await examine(io);
    io.out(values.json ? JSON.stringify(diagnosis, null, 2) : printDiagnosis(diagnosis));
    return diagnosis.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

async function examine({ env, readFile, err }: DoctorIo): Promise<Diagnosis> {
  const loaded = loadConfiguration(env, readFile);
  for (const hint of loaded.hints) err(hint);
  if (!loaded.ok) return refuse(loaded.faults);
  let opened: App | undefined;
  const app = async (): Promise<App> => {
    const secrets = await readSecrets(loaded.settings, { clock: systemClock, events });
    try {
      opened = composeApp(loaded.settings, secrets);
      return opened;
    } catch (error) {
      // A client library may refuse what the schema let through.
      const allowed = 'ends that can be opened';
      throw new NotConfigured([{ key: '(all)', message: describeError(error), value: '(see message)', allowed }]);
    }
  };
  try {
    // The lines of the app's own log would stand among those of the answer, and say the same.
    return await withInvocationLog(
      () => undefined,
      () => diagnoseProcess({ ok: true, app }),
    );
  } finally {
    await opened?.close();
  }
}
