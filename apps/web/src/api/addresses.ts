import { apiUrl } from './config';

/** The API's address as another system has to call it: complete, also where the client knows it by its path only. */
export function publicApiUrl(path: string): string {
  return new URL(apiUrl(path), window.location.origin).toString();
}
