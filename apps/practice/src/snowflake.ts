/** Makes ids as Mastodon does: 48 bits of milliseconds, 16 bits that keep them apart; decimal, ordered by time. */
export class Snowflake {
  private last = 0n;
  private count = 0n;

  /** Ids made from now on come after `id` (the newest one stored), even when the clock went back. */
  continueAfter(id: string | null): void {
    if (id && BigInt(id) > this.last) this.last = BigInt(id);
  }

  next(): string {
    const now = BigInt(Date.now()) << 16n;
    this.last = now > this.last ? now : this.last + 1n;
    return this.last.toString();
  }

  /** For what is told afterwards: an id that sorts at a moment in the past. */
  at(moment: Date): string {
    this.count = (this.count + 1n) % 65536n;
    return ((BigInt(moment.getTime()) << 16n) + this.count).toString();
  }
}

/** A path's or parameter's id, or null when it cannot be one. */
export function parseId(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,19}$/.test(text)) return null;
  return BigInt(text) <= 9223372036854775807n ? text : null;
}
