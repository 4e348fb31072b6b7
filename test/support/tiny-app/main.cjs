// The smallest app with one function per driver. What its functions and hooks see is kept in `seen`, for tests to read.
const { app } = require('@azure/functions');

const seen = { hooks: [], queue: [], timers: [], setting: process.env.TINY_SETTING };
globalThis.tinyApp = seen;
seen.onQueue = async () => undefined;
seen.onTimer = async () => undefined;

app.hook.appStart(() => seen.hooks.push('appStart'));
app.hook.appTerminate(() => seen.hooks.push('appTerminate'));
app.hook.preInvocation((context) => {
  context.hookData.count = 1;
  seen.hooks.push(`pre ${context.invocationContext.functionName}`);
});
app.hook.postInvocation((context) => {
  seen.hooks.push(`post ${context.invocationContext.functionName} ${context.hookData.count} ${context.error ?? 'ok'}`);
});

app.timer('tick', {
  schedule: '%TICK_SCHEDULE%',
  handler: async (timer, context) => {
    context.log('tick', { past: timer.isPastDue });
    seen.timers.push(timer);
    return seen.onTimer(timer, context);
  },
});

app.serviceBusQueue('apply', {
  connection: 'Bus',
  queueName: '%QUEUE%',
  isSessionsEnabled: true,
  handler: async (body, context) => {
    seen.queue.push({
      body,
      metadata: context.triggerMetadata,
      retry: context.retryContext,
      trace: context.traceContext,
    });
    return seen.onQueue(body, context);
  },
});

app.http('echo', {
  route: 'echo/{id}/{part?}',
  methods: ['GET', 'POST'],
  authLevel: 'function',
  handler: async (request) => ({
    status: 201,
    headers: { 'x-seen': request.headers.get('x-sent') ?? 'nothing' },
    cookies: [{ name: 'crumb', value: 'a b', httpOnly: true, sameSite: 'Strict' }],
    jsonBody: {
      method: request.method,
      params: request.params,
      query: request.query.get('q'),
      body: await request.text(),
    },
  }),
});

app.http('open', {
  authLevel: 'anonymous',
  handler: async (request) => {
    if (request.query.has('throw')) {
      throw new Error('broken');
    }
  },
});
