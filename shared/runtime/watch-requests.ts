import { asConnectorError } from '../domain/connector-error.ts';
import type { WatchRequest } from '../http/transport.ts';
import type { Clock } from '../sync/ports.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { watchClock } from './clock-watch.ts';

/**
 * A span and a measurement for every request to one service; its address stays out, since filters hold names. The time that
 * answers name is compared with the local one.
 */
export function watchRequests(
  events: Pick<Telemetry, 'emit' | 'span' | 'measure'>,
  service: 'graph' | 'genesys',
  clock: Pick<Clock, 'now'>,
): WatchRequest {
  const lookAtDate = watchClock(events, service, clock);
  return ({ operation, method }, send) =>
    events.span(`request.${service}`, async (notes) => {
      const start = clock.now();
      let status: number | undefined;
      try {
        const answer = await send();
        status = answer.status;
        lookAtDate(start, answer.header('date'));
        notes.set({ 'http.response.status_code': status });
        if (status >= 400) notes.fail();
        return answer;
      } catch (error) {
        status = asConnectorError(error)?.status;
        throw error;
      } finally {
        // Names of OpenTelemetry's conventions, of which the exporter makes type, target and result.
        notes.set({ 'peer.service': service, 'http.request.method': method, operation });
        events.measure('request.duration', clock.now() - start, { service, operation, status: status ?? 'none' });
      }
    });
}
