import { AZURE_CLOUDS, type AzureCloud } from './clouds.ts';

/** Values by name, defaults included; one that is wrong by itself or cannot be read is not there. */
export type Values = ReadonlyMap<string, unknown>;

/**
 * What the `faults` of infra/main.bicep refuse as well, in the same words, so that it is said before anything is asked of Azure;
 * a test compares both.
 */
export function contradictions(values: Values, cloud: AzureCloud): string[] {
  const text = (name: string): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const found: string[] = [];
  const [appId, schedule, range] = [text('entraAppId'), text('pollSchedule'), text('networkAddressPrefix')];
  if (text('scope') === 'assigned' && appId === '') {
    found.push(
      'entraAppId: is needed for scope assigned; allowed is the application (client) id of the enterprise application.',
    );
  }
  if (appId !== undefined && appId !== '' && !(appId.length === 36 && appId.split('-').length === 5)) {
    found.push(`entraAppId: "${appId}" is no id; allowed is one such as 00000000-0000-0000-0000-000000000000.`);
  }
  const [warm, most] = [values.get('alwaysReadyWorkers'), values.get('maximumInstances')];
  if (typeof warm === 'number' && typeof most === 'number' && warm > most) {
    found.push(`alwaysReadyWorkers: ${warm} is more than maximumInstances (${most}).`);
  }
  const [tenant, here] = [text('graphCloud'), AZURE_CLOUDS[cloud] as readonly string[]];
  if (tenant !== undefined && !here.includes(tenant)) {
    found.push(`graphCloud: "${tenant}" is another cloud than the subscription's; allowed here: ${here.join(', ')}.`);
  }
  if (schedule !== undefined && schedule.trim().split(' ').length !== 6) {
    found.push(`pollSchedule: "${schedule}" has not six fields; allowed is one such as 0 * * * * *.`);
  }
  const bits = /\/(\d{1,2})$/.exec(range ?? '')?.[1];
  if (bits !== undefined && Number(bits) > 24) {
    found.push(`networkAddressPrefix: "${range}" is too small; allowed is /24 or larger.`);
  }
  return found;
}
