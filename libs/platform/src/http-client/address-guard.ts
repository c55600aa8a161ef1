import { lookup as dnsLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses that look public but answer with a cloud machine's own secrets. */
const METADATA_ADDRESSES = new Set(['168.63.129.16']);

const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
const NAT64_WELL_KNOWN: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/** Thrown out of a lookup or before a connection: nothing has been sent. */
export class RefusedAddressError extends Error {
  constructor(readonly host: string) {
    super(`The address of ${host} is not a public one.`);
    this.name = 'RefusedAddressError';
  }
}

/**
 * Whether an address may be reached on behalf of a member: global unicast only. Loopback, private, link-local, CGNAT,
 * multicast, documentation, benchmarking and metadata ranges are refused, and so is every IPv6 form that hides one.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv4 ? isPublicIpv4(parsed) : isPublicIpv6(parsed as ipaddr.IPv6);
}

function isPublicIpv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !METADATA_ADDRESSES.has(address.toString());
}

function isPublicIpv6(address: ipaddr.IPv6): boolean {
  // Behind DNS64 every IPv4 host appears as 64:ff9b::/96, so that prefix is judged by the address it carries.
  if (address.match(NAT64_WELL_KNOWN))
    return isPublicIpv4(ipaddr.fromByteArray(address.toByteArray().slice(12)) as ipaddr.IPv4);
  return address.range() === 'unicast' && address.match(GLOBAL_IPV6);
}

/** The address written in a URL's host part, if it is one. WHATWG URL has already turned octal, hex and decimal forms into dotted ones. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}

export type ResolveAll = (host: string) => Promise<LookupAddress[]>;

const resolveAll: ResolveAll = (host) =>
  new Promise((resolve, reject) => {
    const options: LookupAllOptions = { all: true, verbatim: true };
    dnsLookup(host, options, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * A lookup for `net.connect` and `tls.connect`. The connection goes to exactly the addresses checked here, so a name that
 * changes its mind between a check and the connection (DNS rebinding) gains nothing. One bad address refuses the name.
 */
export function guardedLookup(resolve: ResolveAll = resolveAll): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => answer(hostname, wantedFamily(found, options.family), options.all === true, callback),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

function wantedFamily(found: LookupAddress[], family: number | 'IPv4' | 'IPv6' | undefined): LookupAddress[] {
  const wanted = family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : (family ?? 0);
  return wanted === 0 ? found : found.filter((address) => address.family === wanted);
}

function answer(host: string, found: LookupAddress[], all: boolean, callback: Parameters<LookupFunction>[2]): void {
  const [first] = found;
  if (!first || found.some(({ address }) => !isPublicAddress(address))) callback(new RefusedAddressError(host), []);
  else if (all) callback(null, found);
  else callback(null, first.address, first.family);
}
