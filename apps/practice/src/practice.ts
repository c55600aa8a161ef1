import type { Configuration } from './configuration';
import type { Database } from './database';
import type { Snowflake } from './snowflake';
import type { StreamingHub } from './streaming-hub';

/** What every part of the server works with. */
export interface Practice {
  configuration: Configuration;
  database: Database;
  ids: Snowflake;
  hub: StreamingHub;
  /** Origin of this network, known once it listens. */
  address: Address;
}

export class Address {
  constructor(public origin: string) {}

  get domain(): string {
    return new URL(this.origin).host;
  }

  url(path: string): string {
    return this.origin + path;
  }
}

export const LIMITS = {
  characters: 500,
  media: 4,
  charactersPerUrl: 23,
  mediaBytes: 16 * 1024 * 1024,
  description: 1500,
} as const;

export const VERSION = '4.4.0 (compatible; Divan practice network)';
