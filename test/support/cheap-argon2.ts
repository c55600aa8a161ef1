import { createRequire } from 'node:module';
import type * as argon2 from '@node-rs/argon2';

/**
 * The library itself, with a hundredth of the work: hundreds of members are made in the specs, and a third of the
 * processor's time went into hashing their passwords and recovery codes. `DIVAN_FULL_HASHES=1` leaves the work as it is.
 */
const real = createRequire(__filename)('@node-rs/argon2') as typeof argon2;

export const verify = real.verify;

export function hash(...[password, options]: Parameters<typeof argon2.hash>): Promise<string> {
  return real.hash(password, cheaper(options));
}

export function hashRaw(...[password, options]: Parameters<typeof argon2.hashRaw>): Promise<Buffer> {
  return real.hashRaw(password, cheaper(options));
}

function cheaper(options: argon2.Options | null | undefined): argon2.Options {
  return process.env['DIVAN_FULL_HASHES'] ? { ...options } : { ...options, memoryCost: 64, timeCost: 1 };
}
