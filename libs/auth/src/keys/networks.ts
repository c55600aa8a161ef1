import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A network, ready to be compared with addresses. */
export type Network = [address: Address, bits: number];

const MAPPED_BITS = 96;
// `::192.0.2.7` is no IPv4 address (RFC 4291 §2.5.5.1), and ipaddr.js takes it for one.
const COMPATIBLE = /^::\d+\./;

/**
 * A network in CIDR notation, or a single address, in the one way it is kept: without bits of a host, and IPv4 as IPv4.
 * @returns null for what is none; forms that only some programs read (octal, shortened, with a zone) are none
 */
export function normalizeNetwork(text: string): string | null {
  const [host = '', length, ...more] = text.trim().split('/');
  const family = isIP(host);
  if (family === 0 || host.includes('%') || COMPATIBLE.test(host) || more.length > 0) return null;
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return null;
  const bits = length === undefined ? (family === 4 ? 32 : 128) : Number(length);
  if (bits > (family === 4 ? 32 : 128)) return null;
  return written(ipaddr.parse(host), bits);
}

function written(address: Address, bits: number): string | null {
  if (address instanceof ipaddr.IPv4)
    return ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${bits}`).toString() + `/${bits}`;
  if (!address.isIPv4MappedAddress())
    return ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${bits}`).toRFC5952String() + `/${bits}`;
  // Shorter ones would mix both families in one network.
  return bits < MAPPED_BITS ? null : written(address.toIPv4Address(), bits - MAPPED_BITS);
}

/** Networks as `normalizeNetwork` wrote them. */
export function parseNetworks(networks: readonly string[]): Network[] {
  return networks.map((network) => ipaddr.parseCIDR(network));
}

/** Whether a request from this address may come in. An IPv4 address may arrive as IPv6 (`::ffff:192.0.2.7`). */
export function isWithin(address: string | null, networks: readonly Network[]): boolean {
  if (address === null || isIP(address) === 0 || COMPATIBLE.test(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
}
