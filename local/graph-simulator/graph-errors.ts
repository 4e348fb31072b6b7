import { randomUUID } from 'node:crypto';
import type { GraphRequest, Reply, Simulator } from './exchange.ts';
import type { GraphFailure } from './failures.ts';
import type { Fault } from './faults.ts';

/** The error body that Graph sends. */
export function errorReply(simulator: Simulator, headers: ReadonlyMap<string, string>, failure: GraphFailure): Reply {
  const requestId = randomUUID();
  const inner = {
    date: new Date(simulator.now()).toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': headers.get('client-request-id') ?? requestId,
  };
  const name = simulator.switches.innerErrorLowerCase ? 'innererror' : 'innerError';
  const error = { code: failure.code, message: failure.message, [name]: inner };
  return { status: failure.status, headers: { 'request-id': requestId, ...failure.headers }, body: { error } };
}

const serverErrors: Readonly<Record<number, readonly [string, string]>> = {
  400: ['BadRequest', 'Bad request.'],
  409: ['Request_Conflict', 'Conflict.'],
  500: ['InternalServerError', 'Internal server error.'],
  501: ['NotImplemented', 'Not implemented.'],
  502: ['BadGateway', 'Bad gateway.'],
  503: ['ServiceUnavailable', 'Service unavailable.'],
  504: ['GatewayTimeout', 'Gateway timeout.'],
};

/** The answer of a fault that takes the place of the service, as status, code, message and headers. */
export function describeFault(simulator: Simulator, fault: Fault): [number, string, string, Record<string, string>] {
  switch (fault.kind) {
    case 'throttle':
      return [429, 'TooManyRequests', 'Please retry again later.', throttleHeaders(simulator, fault)];
    case 'unauthorized':
      return [401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.', {}];
    case 'forbidden':
      return [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.', {}];
    case 'not-found':
      return [404, 'Request_ResourceNotFound', 'The resource does not exist.', {}];
    default: {
      const [code, message] = serverErrors[fault.status] ?? ['UnknownError', 'Unknown error.'];
      const wait = fault.status === 503 ? retryAfter(simulator, fault) : {};
      return [fault.status, code, message, wait];
    }
  }
}

/** A body that is no JSON at all, as gateways send it; undefined for other faults. */
export function bodilessReply(request: GraphRequest): Reply | undefined {
  const { fault } = request;
  if (fault?.kind === 'html') {
    const body = `<html><head><title>${fault.status}</title></head><body><h1>Our services aren't available</h1></body></html>`;
    return { status: fault.status, headers: { 'Content-Type': 'text/html' }, body };
  }
  if (fault?.kind === 'empty-body') return { status: fault.status, headers: {}, body: '' };
  return undefined;
}

function throttleHeaders(simulator: Simulator, fault: Fault): Record<string, string> {
  const scope = `Tenant_Application/Read/${simulator.appId}/${simulator.directory.tenantId}`;
  const information = 'ResourceUnitLimitExceeded';
  return {
    ...retryAfter(simulator, fault),
    'x-ms-throttle-scope': scope,
    'x-ms-throttle-information': information,
  };
}

function retryAfter(simulator: Simulator, fault: Fault): Record<string, string> {
  switch (fault.retryAfter) {
    case 'none':
      return {};
    case 'date':
      return {
        'Retry-After': new Date(
          simulator.now() + simulator.switches.clockOffsetMs + fault.seconds * 1_000,
        ).toUTCString(),
      };
    case 'fraction':
      return { 'Retry-After': (fault.seconds + 0.128).toFixed(3) };
    default:
      return { 'Retry-After': String(Math.ceil(fault.seconds)) };
  }
}
