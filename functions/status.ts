import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { withInvocationLog } from '../shared/runtime/invocation-log.ts';
import { whyNoWork } from '../shared/runtime/no-work.ts';
import { useApp } from '../shared/runtime/start.ts';
import { status } from '../shared/sync/status.ts';
import type { StatusPorts } from '../shared/sync/status-answer.ts';

/** What the connector is doing, as JSON. */
async function answer(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  return withInvocationLog(
    (line) => context.log(line),
    async () => {
      let ports: StatusPorts;
      try {
        ports = (await useApp()).ports;
      } catch (error) {
        return { status: 503, jsonBody: whyNoWork(error) };
      }
      const { code, body } = await status(ports, [...request.query]);
      return { status: code, jsonBody: body, headers: { 'cache-control': 'no-store' } };
    },
  );
}

app.http('status', { methods: ['GET'], authLevel: 'function', route: 'status', handler: answer });
