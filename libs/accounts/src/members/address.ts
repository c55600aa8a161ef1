import { addressReserved } from '../accounts.errors';

/**
 * Nobody is invited at, or signs in from, a name that is reserved for never existing (RFC 2606): the addresses of
 * service members end so.
 */
export function assertMailable(email: string): void {
  if (/\.invalid\.?$/i.test(email.trim())) throw addressReserved();
}
