interface ClientConfig {
  /** Base address of the API, ending in `/v1`. */
  apiUrl: string;
}

let config: ClientConfig = { apiUrl: '/v1' };

/** Reads /config.json, with which a deployment may point the client at an API on another origin. */
export async function loadConfig(): Promise<void> {
  try {
    const response = await fetch('/config.json', { cache: 'no-cache' });
    if (!response.ok || !response.headers.get('content-type')?.includes('json')) return;
    const read = (await response.json()) as Partial<ClientConfig>;
    if (typeof read.apiUrl === 'string' && read.apiUrl) config = { apiUrl: read.apiUrl.replace(/\/$/, '') };
  } catch {
    // No file: the API is on this origin.
  }
}

export function apiUrl(path: string): string {
  return `${config.apiUrl}${path}`;
}
