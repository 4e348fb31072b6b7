/** Levels that the Node library passes to the host. */
export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

/** One line of the host's log: what a function wrote (`user`), what the library said (`system`), what the host did (`host`). */
export interface HostLogLine {
  readonly at: string;
  readonly level: LogLevel;
  readonly category: 'user' | 'system' | 'host';
  readonly logger: string;
  readonly message: string;
  readonly invocationId?: string;
}

/** Receives each log line as it happens. */
export type HostLog = (line: HostLogLine) => void;

/** The host's wire values: exactly one member is set. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpData;
}

/** An http request or response on the wire between host and library. */
export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly statusCode?: string;
  readonly cookies?: readonly HttpCookie[];
  readonly body?: TypedData | null;
}

/** A cookie as the library hands it over; optional members are wrapped in `{ value }`. */
export interface HttpCookie {
  readonly name?: string;
  readonly value?: string;
  readonly domain?: { readonly value?: string };
  readonly path?: { readonly value?: string };
  readonly expires?: { readonly value?: { readonly seconds?: number } };
  readonly secure?: { readonly value?: boolean };
  readonly httpOnly?: { readonly value?: boolean };
  readonly sameSite?: string;
  readonly maxAge?: { readonly value?: number };
}

/** A binding of a registered function; trigger options are flat members beside `type` and `direction`. */
export interface BindingInfo {
  readonly type: string;
  readonly direction: string;
  readonly [option: string]: unknown;
}

/** What the app registers: a name and its bindings by parameter name. */
export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Record<string, BindingInfo>;
}

/** A function of the app as the library hands it to the host. */
export type FunctionCallback = (...args: readonly unknown[]) => unknown;

/** A hook of the app; the context object differs per hook. */
export type HookCallback = (context: Record<string, unknown>) => unknown;

/** What the host knows of one call when it asks the library for an invocation model. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: {
    readonly invocationId: string;
    readonly functionId: string;
    readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
    readonly triggerMetadata: Record<string, TypedData> | null;
    readonly traceContext: { readonly traceParent: string; readonly traceState: string } | null;
  };
  readonly metadata: FunctionMetadata;
  state?: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: 'user' | 'system', message: string): void;
}

/** The library's side of one call. */
export interface InvocationModel {
  getArguments(): Promise<{ context: Record<string, unknown>; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ returnValue?: TypedData | null }>;
}

/** The library's factory of invocation models, set once by the app. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}
