export { guardedLookup, isPublicAddress, literalAddress } from './address-guard';
export { httpClientConfig } from './http-client.config';
export { HttpClientError, type HttpClientErrorCode } from './http-client.errors';
export { DIVAN_VERSION, HttpClient, type GuardedRequestInit, type HttpClientOptions } from './http-client';
