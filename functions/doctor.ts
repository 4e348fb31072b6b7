import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { diagnoseProcess } from '../shared/runtime/diagnosis.ts';
import { withInvocationLog } from '../shared/runtime/invocation-log.ts';
import { startProcess } from '../shared/runtime/start.ts';

/** The whole chain seen from inside, as JSON; 503 when anything failed, as the command ends with 1 then. */
async function answer(_request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  return withInvocationLog(
    (line) => context.log(line),
    async () => {
      const diagnosis = await diagnoseProcess(startProcess());
      const headers = { 'cache-control': 'no-store' };
      return { status: diagnosis.ok ? 200 : 503, jsonBody: diagnosis, headers };
    },
  );
}

app.http('doctor', { methods: ['GET'], authLevel: 'function', route: 'doctor', handler: answer });
