import { randomInt } from 'node:crypto';

const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz';
let lastMicroseconds = 0;

/** A new timestamp identifier (atproto "Record Keys", type tid): 53 bits of microseconds, then 10 random bits, in sortable base 32. */
export function newTid(now: Date): string {
  lastMicroseconds = Math.max(now.getTime() * 1000, lastMicroseconds + 1);
  return encode(BigInt(lastMicroseconds), 11) + encode(BigInt(randomInt(1024)), 2);
}

function encode(value: bigint, length: number): string {
  let out = '';
  for (let rest = value; out.length < length; rest >>= 5n) out = ALPHABET.charAt(Number(rest & 31n)) + out;
  return out;
}
