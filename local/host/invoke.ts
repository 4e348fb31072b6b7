import { randomBytes, randomUUID } from 'node:crypto';
import { types } from 'node:util';
import type { Core, HookName, RegisteredFunction } from './core.ts';
import type { CoreInvocationContext, FunctionCallback, HostLog, LogLevel, TypedData } from './core-types.ts';

/** What a driver hands to the pipeline for one call. */
export interface Call {
  readonly data: TypedData;
  readonly triggerMetadata?: Record<string, TypedData>;
  readonly traceParent?: string;
}

/** Runs a function once through the library; rejects with the error the host would see. */
export type Invoke = (target: RegisteredFunction, call: Call) => Promise<TypedData | undefined>;

async function runHooks(core: Core, name: HookName, context: Record<string, unknown>): Promise<void> {
  for (const hook of core.hooks(name)) {
    await hook(context);
  }
}

/** Runs the hooks that frame the life of the app. */
export async function runAppHooks(core: Core, name: 'appStart' | 'appTerminate'): Promise<void> {
  await runHooks(core, name, { hookData: core.hookData });
}

// The library tells a log call after the end of a function by the absence of a state.
async function inState<T>(
  context: CoreInvocationContext,
  state: NonNullable<CoreInvocationContext['state']>,
  work: () => Promise<T>,
): Promise<T> {
  context.state = state;
  try {
    return await work();
  } finally {
    context.state = undefined;
  }
}

// The host receives a message and a stack. A thrown string arrives as itself, a plain object as its JSON.
function toError(thrown: unknown): Error {
  if (types.isNativeError(thrown)) {
    return thrown;
  }
  return new Error(typeof thrown === 'string' ? thrown : JSON.stringify(thrown), { cause: thrown });
}

function newTraceParent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
}

/** Binds the pipeline to an app: arguments, hooks, handler and response are the library's own, the order is the worker's. */
export function createInvoke(core: Core, log: HostLog): Invoke {
  return async (target, call) => {
    const model = core.model();
    if (model === undefined) {
      throw new Error('The app has set no programming model.');
    }
    const invocationId = randomUUID();
    let userContext: unknown;
    const coreContext: CoreInvocationContext = {
      invocationId,
      request: {
        invocationId,
        functionId: target.name,
        inputData: [{ name: target.triggerName, data: call.data }],
        triggerMetadata: call.triggerMetadata ?? null,
        traceContext: { traceParent: call.traceParent ?? newTraceParent(), traceState: '' },
      },
      metadata: target.metadata,
      log: (level: LogLevel, category, message) => {
        const line = { level, category, message, hookData: core.hookData, invocationContext: userContext };
        for (const hook of core.hooks('log')) {
          hook(line);
        }
        const logger = category === 'user' ? `${target.name}.Invocation` : target.name;
        log({ at: new Date().toISOString(), level: line.level, category, logger, message: line.message, invocationId });
      },
    };
    const invocation = model.getInvocationModel(coreContext);
    const { context, inputs } = await invocation.getArguments();
    userContext = context;
    const hookData = {};

    const before = { hookData, invocationContext: context, inputs, functionCallback: target.callback };
    await inState(coreContext, 'preInvocationHooks', () => runHooks(core, 'preInvocation', before));

    const after: Record<string, unknown> = { hookData, invocationContext: context, inputs: before.inputs };
    try {
      const callback: FunctionCallback = before.functionCallback;
      after.result = await inState(coreContext, 'invocation', () =>
        invocation.invokeFunction(context, before.inputs, callback),
      );
    } catch (error) {
      after.error = error;
    }

    // A post-invocation hook may swallow the error or replace the result.
    await inState(coreContext, 'postInvocationHooks', () => runHooks(core, 'postInvocation', after));
    if (after.error !== undefined && after.error !== null) {
      throw toError(after.error);
    }
    const response = await invocation.getResponse(context, after.result);
    return response.returnValue ?? undefined;
  };
}
