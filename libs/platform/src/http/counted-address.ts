import ipaddr from 'ipaddr.js';

const NETWORK_BITS = 64;

/**
 * An address as limits count it: IPv4 by itself, also where it arrives as IPv6 (`::ffff:192.0.2.7`); IPv6 by its /64,
 * since whoever has one address of a network has all 2^64 of them (RFC 6177 §2, RFC 7707 §3).
 */
export function countedAddress(address: string): string {
  // What is no address, and only a misled proxy could send, shares one count.
  if (!ipaddr.isValid(address)) return 'none';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${new ipaddr.IPv6([...parsed.toByteArray()])}/${NETWORK_BITS}`);
  return `${network.toRFC5952String()}/${NETWORK_BITS}`;
}
