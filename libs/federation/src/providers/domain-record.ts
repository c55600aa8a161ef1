import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { ProviderDomain } from './identity-provider';

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** A domain in the form in which it is compared: lower case, ASCII. Null for what is none. */
export function normalizeDomain(name: string): string | null {
  const ascii = domainToASCII(name.trim().replace(/\.$/, '')).toLowerCase();
  const labels = ascii.split('.');
  const valid = labels.length >= 2 && ascii.length <= 253 && labels.every((label) => LABEL.test(label));
  // A last label of digits alone is an address.
  return valid && !/^\d+$/.test(labels.at(-1) ?? '') ? ascii : null;
}

/** 128 random bits: nobody can publish the record before being told. */
export function newDomain(name: string): ProviderDomain {
  return { name, token: randomBytes(16).toString('hex'), verifiedAt: null };
}

export const recordNameOf = ({ name }: Pick<ProviderDomain, 'name'>): string => `_divan.${name}`;
export const recordValueOf = ({ token }: Pick<ProviderDomain, 'token'>): string => `divan-domain-verification=${token}`;

/** As a zone file says it. */
export const recordOf = (domain: ProviderDomain): string =>
  `${recordNameOf(domain)}. IN TXT "${recordValueOf(domain)}"`;
