import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/**
 * Idle connections are closed after this long. A connection that the other side's gateway closed in the meantime would answer the next
 * write with a reset, and a write that met a reset is one of unknown outcome.
 */
const IDLE_MS = 4000;

/** Gives requests a keep-alive agent with a short idle time, unless a proxy's agent is set already. */
export function idleAgentPolicy(): PipelinePolicy {
  const options = { keepAlive: true, timeout: IDLE_MS };
  const insecure = new HttpAgent(options);
  const secure = new HttpsAgent(options);
  return {
    name: 'idleAgentPolicy',
    sendRequest: (request, next) => {
      request.agent ??= request.url.startsWith('http:') ? insecure : secure;
      return next(request);
    },
  };
}
