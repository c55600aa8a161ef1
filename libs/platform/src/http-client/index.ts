export { isPublicAddress } from './address-guard';
export { HttpClientError, type HttpClientErrorCode } from './http-client.errors';
export { DIVAN_VERSION, HttpClient, type GuardedRequestInit, type HttpClientOptions } from './http-client';
