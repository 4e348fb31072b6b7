import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { ConnectorError } from '../domain/connector-error.ts';
import type { Credential } from './credential.ts';
import { hasOrigin } from './origin.ts';

/**
 * Sends the bearer token to the configured origin and nowhere else; a 401 is answered with one renewal and one repetition
 * (the service did nothing then). The SDK's own policy refuses the loopback http of a local rig.
 */
export function bearerPolicy(credential: Credential, origin: string): PipelinePolicy {
  return {
    name: 'bearerPolicy',
    async sendRequest(request, next) {
      if (!hasOrigin(request.url, origin)) {
        throw new ConnectorError('http-foreign-origin', 'A request was about to leave the configured origin', {
          kind: 'contract',
        });
      }
      const token = await credential.getToken();
      request.headers.set('Authorization', `Bearer ${token}`);
      const answer = await next(request);
      if (answer.status !== 401) return answer;
      // Read to its end, so that the connection can be used again.
      answer.readableStreamBody?.resume();
      const renewed = await credential.renew(token);
      request.headers.set('Authorization', `Bearer ${renewed}`);
      return next(request);
    },
  };
}
