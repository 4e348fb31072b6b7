import type { Fault } from '../config/fault.ts';
import { type Diagnosis, diagnose, refuse } from '../sync/doctor.ts';
import type { App } from './compose.ts';
import { NotConfigured } from './no-work.ts';
import { SecretsUnreadable } from './secrets.ts';

/** A process as far as it has come. */
type State =
  | { readonly ok: false; readonly faults: readonly Fault[] }
  | { readonly ok: true; app(): Promise<Pick<App, 'checks' | 'ports'>> };

/** What is wrong with a process, from its settings over the vault to every end. */
export async function diagnoseProcess(state: State): Promise<Diagnosis> {
  if (!state.ok) return refuse(state.faults);
  let app: Pick<App, 'checks' | 'ports'>;
  try {
    app = await state.app();
  } catch (error) {
    if (error instanceof NotConfigured) return refuse(error.faults);
    if (error instanceof SecretsUnreadable) return diagnosisWithoutSecrets(error);
    throw error;
  }
  return diagnose(app.checks, app.ports.clock);
}

/** No end is asked while a secret is missing: most of them are signed in to with one. */
function diagnosisWithoutSecrets({ secrets }: SecretsUnreadable): Diagnosis {
  const checks = secrets.map(({ secret, code, detail }) => ({
    check: `vault:${secret}`,
    state: 'failed' as const,
    detail,
    hint: `see ${code} in docs/errors.md`,
  }));
  return { ok: false, checks };
}
